package dev.streamslocal.conformance;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Leaves a probe out, visibly, when the server under test is known to differ from its rule. */
final class TargetCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return switch (Target.CURRENT) {
            case OURS -> ConditionEvaluationResult.enabled("every rule holds");
            case UPSTREAM -> unless("ours: ", ours(context));
            case REFERENCE -> unless("not the reference server's: ", ours(context) + reference(context));
        };
    }

    private static ConditionEvaluationResult unless(String label, String difference) {
        return difference.isEmpty()
                ? ConditionEvaluationResult.enabled("common to both")
                : ConditionEvaluationResult.disabled(label + difference);
    }

    private static String ours(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), Ours.class)
                .map(Ours::value)
                .orElse("");
    }

    private static String reference(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), NotReference.class)
                .map(NotReference::value)
                .orElse("");
    }
}
