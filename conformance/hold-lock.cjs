// Takes the lock of a server's directory as other makes do, holds it until standard input ends, then gives it back.
const lockfile = require("proper-lockfile");

const target = process.argv[2];
const options = { stale: 30000, update: 15000, retries: 0, realpath: false };

async function main() {
  const release = await lockfile.lock(target, {
    ...options,
    onCompromised: (error) => {
      console.log("lost " + error.code);
      process.exit(2);
    },
  });
  console.log("locked");
  process.stdin.on("end", async () => {
    await release();
    console.log("released");
    process.exit(0);
  });
  process.stdin.resume();
}

main().catch((error) => {
  console.log("refused " + error.code);
  process.exit(1);
});
