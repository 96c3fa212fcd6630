package dev.streamslocal.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The flags of a command line, brought into the one form {@code --flag=value} (contract 50 §4.1).
 *
 * @param canonical every known flag, the first of each only unless it may be repeated
 * @param ignored what looks like a flag and is not known
 */
record Flags(List<String> canonical, List<String> ignored) {
    private static final List<String> NOTHING = List.of();

    /** What follows a flag. */
    sealed interface Form {

        /** A value; without one the flag means {@code otherwise}. */
        record Value(String otherwise) implements Form {}

        /** One value each time it is given. */
        record Repeated() implements Form {}

        /** A value that is taken whole, since what has been cut from a secret is missed only later. */
        record Whole() implements Form {}

        /** Nothing. */
        record Switch() implements Form {}
    }

    /**
     * Reads both {@code --flag value} and {@code --flag=value}; other words are passed over.
     *
     * @throws UsageException if a flag lacks the value it needs, or a switch is given one
     */
    static Flags parse(List<String> words, Map<String, Form> forms) {
        var known = new LinkedHashMap<String, List<String>>();
        var ignored = new ArrayList<String>();
        for (var i = 0; i < words.size(); i++) {
            var word = words.get(i);
            var name = nameOf(word);
            var form = forms.get(name);
            if (form == null) {
                if (word.startsWith("-")) {
                    ignored.add(name);
                }
                continue;
            }
            var next = i + 1 < words.size() && !words.get(i + 1).startsWith("--") ? List.of(words.get(i + 1)) : NOTHING;
            var spaced = word.equals(name);
            if (form instanceof Form.Switch && !spaced) {
                throw new UsageException(name + " takes no value: " + word);
            }
            var given = spaced
                    ? next
                    : List.of(form instanceof Form.Whole ? word.substring(name.length() + 1) : valueOf(word));
            known.computeIfAbsent(name, each -> new ArrayList<>()).add(canonical(name, form, given));
            if (spaced && !(form instanceof Form.Switch) && !next.isEmpty()) {
                i++;
            }
        }
        var canonical = new ArrayList<String>();
        known.forEach(
                (name, all) -> canonical.addAll(forms.get(name) instanceof Form.Repeated ? all : all.subList(0, 1)));
        return new Flags(List.copyOf(canonical), List.copyOf(ignored));
    }

    boolean has(String name) {
        return canonical.contains(name);
    }

    /** What was given for a flag with a value; {@code otherwise} if the flag was not given. */
    String value(String name, String otherwise) {
        var all = values(name);
        return all.isEmpty() ? otherwise : all.getFirst();
    }

    /** All that was given for a repeated flag, in order. */
    List<String> values(String name) {
        var start = name + "=";
        return canonical.stream()
                .filter(flag -> flag.startsWith(start))
                .map(flag -> flag.substring(start.length()))
                .toList();
    }

    private static String canonical(String name, Form form, List<String> given) {
        return switch (form) {
            case Form.Switch s -> name;
            case Form.Value v -> name + "=" + (given.isEmpty() ? v.otherwise() : given.getFirst());
            case Form.Repeated r -> name + "=" + needed(name, given);
            case Form.Whole w -> name + "=" + needed(name, given);
        };
    }

    private static String needed(String name, List<String> given) {
        if (given.isEmpty() || given.getFirst().isEmpty()) {
            throw new UsageException(name + " needs a value");
        }
        return given.getFirst();
    }

    private static String nameOf(String word) {
        var equals = word.indexOf('=');
        return equals < 0 ? word : word.substring(0, equals);
    }

    /** Of {@code --flag=a=b} only {@code a}: that is how scripts written for this command line are read elsewhere. */
    private static String valueOf(String word) {
        var start = word.indexOf('=') + 1;
        var end = word.indexOf('=', start);
        return end < 0 ? word.substring(start) : word.substring(start, end);
    }
}
