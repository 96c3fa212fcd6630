export default { test: { include: ["*.test.mjs"], testTimeout: 60000, hookTimeout: 60000 } };
