package dev.streamslocal;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the arrows between modules and packages, so that the build fails on a wrong one. */
class ArchitectureTest {
    private static final String ROOT = "dev.streamslocal";
    private static final String PROTOCOL = ROOT + ".protocol..";
    private static final String STORAGE = ROOT + ".storage..";
    private static final String ENGINE = ROOT + ".engine";

    /** What each package of the engine may see of the others. A package that is not named here is an error. */
    private static final Map<String, Set<String>> ENGINE_ARROWS = Map.ofEntries(
            Map.entry("http", Set.of()),
            Map.entry("stream", Set.of("http")),
            Map.entry("schema", Set.of("http", "stream")),
            Map.entry("search", Set.of("http", "stream", "schema")),
            Map.entry("touch", Set.of("http", "stream")),
            Map.entry("otlp", Set.of("http", "stream")),
            Map.entry("profile", Set.of("http", "stream", "schema", "search", "touch", "otlp")),
            Map.entry("inspect", Set.of("http", "stream", "schema", "search", "touch", "otlp", "profile")),
            Map.entry("console", Set.of("http", "stream", "schema", "search", "touch", "otlp", "profile", "inspect")),
            Map.entry("junit", Set.of("")));

    private static JavaClasses ours;

    @BeforeAll
    static void readClasses() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);
    }

    @Test
    void everyPackageInTheSources_isSeenByTheseRules() throws IOException {
        var inSources = new TreeSet<String>();
        for (var module : List.of("protocol", "storage", "engine")) {
            inSources.addAll(packagesBelow(Path.of("..", module, "src", "main", "java")));
        }
        assertThat(inSources).contains(ENGINE);
        assertThat(packages().map(JavaPackage::getName)).containsAll(inSources);
    }

    @Test
    void everyPackage_isNullMarked() {
        assertThat(packages().filter(each -> !each.isAnnotatedWith(NullMarked.class)))
                .as("packages whose package-info lacks @NullMarked")
                .isEmpty();
    }

    @Test
    void protocol_dependsOnTheJdkAlone() {
        check(classes()
                .that()
                .resideInAPackage(PROTOCOL)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(PROTOCOL, "java..", "org.jspecify..")));
    }

    @Test
    void protocol_hasNoInputOutputNoThreadNoClock() {
        check(noClasses()
                .that()
                .resideInAPackage(PROTOCOL)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.sql.."))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Executor.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Instant.class, "now"));
    }

    @Test
    void storage_dependsOnProtocolSqliteCaffeineAndLogging() {
        check(classes()
                .that()
                .resideInAPackage(STORAGE)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        STORAGE,
                        PROTOCOL,
                        "java..",
                        "org.jspecify..",
                        "org.sqlite..",
                        "com.github.benmanes.caffeine..",
                        "org.slf4j..")));
    }

    @Test
    void sql_isSpokenInStorageAlone() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(STORAGE)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")));
    }

    @Test
    void netty_isKnownToHttpAlone() {
        check(noClasses()
                .that(not(resideInAnyPackage(ENGINE + ".http..", ENGINE + ".stream..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty.."));
    }

    @Test
    void netty_reachesStreamAsBuffersAlone() {
        check(noClasses()
                .that()
                .resideInAPackage(ENGINE + ".stream..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.netty..")
                        .and(not(resideInAnyPackage("io.netty.buffer..", "io.netty.util")))));
    }

    @Test
    void junit_isKnownToJunitAloneAndByItsApiAlone() {
        check(noClasses()
                .that(not(resideInAPackage(ENGINE + ".junit..")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.junit.."));
        check(noClasses()
                .that()
                .resideInAPackage(ENGINE + ".junit..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.junit..")
                        .and(not(resideInAnyPackage(
                                "org.junit.jupiter.api..", "org.junit.platform.commons.support..")))));
    }

    @ParameterizedTest
    @MethodSource("enginePackages")
    void engine_keepsTheArrowsBetweenItsPackages(String name) {
        var seen = ENGINE_ARROWS.get(name);
        var allowed = Stream.concat(Stream.of(name), seen.stream())
                .map(ArchitectureTest::enginePackage)
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage(enginePackage(name))
                .should()
                .dependOnClassesThat(resideInAPackage(ENGINE + "..").and(not(resideInAnyPackage(allowed))))
                .as("engine." + name + " sees nothing of the engine but " + seen));
    }

    @Test
    void engine_hasNoPackageWithoutArrows() {
        assertThat(packages()
                        .map(JavaPackage::getName)
                        .filter(name -> name.startsWith(ENGINE + "."))
                        .filter(name -> ENGINE_ARROWS.keySet().stream().noneMatch(known -> isWithin(name, known))))
                .as("packages of the engine to be named in ENGINE_ARROWS")
                .isEmpty();
    }

    private static Stream<JavaPackage> packages() {
        return ours.stream().map(JavaClass::getPackage).distinct();
    }

    private static Set<String> enginePackages() {
        return ENGINE_ARROWS.keySet();
    }

    private static String enginePackage(String name) {
        return name.isEmpty() ? ENGINE : ENGINE + "." + name + "..";
    }

    private static boolean isWithin(String packageName, String known) {
        return (packageName + ".").startsWith(ENGINE + "." + known + ".");
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(ours);
    }

    private static Set<String> packagesBelow(Path sources) throws IOException {
        if (!Files.isDirectory(sources)) {
            return Set.of();
        }
        try (var files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                    .map(file -> sources.relativize(file.getParent())
                            .toString()
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .collect(Collectors.toSet());
        }
    }
}
