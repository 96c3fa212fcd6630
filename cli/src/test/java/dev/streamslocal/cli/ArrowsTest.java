package dev.streamslocal.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the arrows of this module, which the architecture test of the engine cannot see. */
class ArrowsTest {
    private static JavaClasses ours;

    @BeforeAll
    static void readClasses() {
        ours = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.streamslocal.cli");
    }

    @Test
    void everyPackage_isNullMarked() {
        assertThat(ours.stream().map(JavaClass::getPackage).distinct())
                .isNotEmpty()
                .allMatch(each -> each.isAnnotatedWith(NullMarked.class));
    }

    @Test
    void bench_seesNothingOfTheServerItDrives() {
        classes()
                .that()
                .resideInAPackage("dev.streamslocal.cli.bench..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "dev.streamslocal.cli.bench..",
                        "dev.streamslocal.cli.term..",
                        "java..",
                        "org.HdrHistogram..",
                        "org.jspecify..",
                        "picocli.."))
                .check(ours);
    }

    @Test
    void cli_dependsOnEngineProtocolAndPicocli() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "dev.streamslocal.cli..",
                        "dev.streamslocal.engine",
                        "dev.streamslocal.protocol..",
                        "java..",
                        "org.HdrHistogram..",
                        "org.jspecify..",
                        "picocli..",
                        // Signals: the JDK has no other door to them.
                        "sun.misc"))
                .check(ours);
    }
}
