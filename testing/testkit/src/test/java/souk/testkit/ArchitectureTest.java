package souk.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ArchitectureTest {
    private static final JavaClasses SOUK = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("souk");
    private static final String VECTOR_KERNEL = "souk.core.erasure.VectorKernel";
    private static final String[] PLANES = {
        "souk.economy..", "souk.ledger..", "souk.availability..", "souk.orchestration..", "souk.assurance.."
    };

    @Test
    void packagesHaveNoCycles() {
        slices().matching("souk.(**)").should().beFreeOfCycles().check(SOUK);
    }

    @Test
    void onlyItsKernelUsesTheVectorModule() {
        noClasses()
                .that()
                .haveNameNotMatching(Pattern.quote(VECTOR_KERNEL) + "(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator..")
                .check(SOUK);
    }

    @Test
    void coreUsesTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage("souk.core..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "souk.core..", "java..", "javax.crypto..", "jdk.incubator.vector..", "org.jspecify.."))
                .check(SOUK);
    }

    @Test
    void planesDoNotSeeEachOther() {
        for (var plane : PLANES) {
            noClasses()
                    .that()
                    .resideInAPackage(plane)
                    .should()
                    .dependOnClassesThat(resideInAnyPackage("souk..")
                            .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                    resideInAnyPackage("souk.core..", plane))))
                    .check(SOUK);
        }
    }

    @Test
    void rulesTakeTheirClockFromOutside() {
        for (var pure : new String[] {
            "souk.core..", "souk.economy..", "souk.availability..", "souk.orchestration..", "souk.assurance.."
        }) {
            noClasses()
                    .that()
                    .resideInAPackage(pure)
                    .should()
                    .callMethod(Instant.class, "now")
                    .check(SOUK);
            noClasses()
                    .that()
                    .resideInAPackage(pure)
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .check(SOUK);
            noClasses()
                    .that()
                    .resideInAPackage(pure)
                    .should()
                    .callMethod(Clock.class, "systemUTC")
                    .check(SOUK);
        }
    }
}
