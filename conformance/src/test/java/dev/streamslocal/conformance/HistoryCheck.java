package dev.streamslocal.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges what many clients saw of one name: each place of each incarnation holds one value for all of them, each value stands in one place,
 * and there is one order of all requests that explains every answer.
 */
final class HistoryCheck {

    private record Place(int incarnation, int at) {}

    private final Map<Integer, Integer> incarnationOf = new HashMap<>();
    private final Map<Place, Integer> valueAt = new HashMap<>();
    private final Map<Integer, Place> placeOf = new HashMap<>();
    private final Set<String> faults = new LinkedHashSet<>();

    private HistoryCheck() {}

    /** The faults of a history of unique values, none of them twice. */
    static List<String> faults(List<HistoryOp> history) {
        return new HistoryCheck().check(history);
    }

    private List<String> check(List<HistoryOp> history) {
        for (HistoryOp op : history) {
            switch (op.effect()) {
                case HistoryEffect.Appended a -> incarnationOf.put(a.value(), a.incarnation());
                case HistoryEffect.Repeated r -> incarnationOf.put(r.value(), r.incarnation());
                default -> {}
            }
        }
        for (HistoryOp op : history) {
            switch (op.effect()) {
                case HistoryEffect.Appended a
                when a.at() != HistoryEffect.UNKNOWN -> placed(a.value(), new Place(a.incarnation(), a.at()));
                case HistoryEffect.Read read -> read(read);
                default -> {}
            }
        }
        if (faults.isEmpty()) {
            List<HistoryOp> placed = new ArrayList<>();
            history.forEach(
                    op -> placed.add(new HistoryOp(op.client(), op.invoked(), op.answered(), known(op.effect()))));
            HistoryOrder.fault(placed).ifPresent(faults::add);
        }
        return List.copyOf(faults);
    }

    private void read(HistoryEffect.Read read) {
        int incarnation = read.incarnation();
        for (int i = 0; i < read.values().size(); i++) {
            int value = read.values().get(i);
            if (!incarnationOf.containsKey(value)) {
                faults.add("a value nobody sent: " + value + " in " + read);
                return;
            }
            incarnation = incarnation == HistoryEffect.UNKNOWN ? incarnationOf.get(value) : incarnation;
            if (incarnation != incarnationOf.get(value)) {
                faults.add("a value of another incarnation: " + value + " in " + read);
                return;
            }
            placed(value, new Place(incarnation, read.from() + i));
        }
    }

    private void placed(int value, Place place) {
        Integer there = valueAt.putIfAbsent(place, value);
        if (there != null && there != value) {
            faults.add("two values in one place: " + there + " and " + value + " at " + place);
        }
        Place known = placeOf.putIfAbsent(value, place);
        if (known != null && !known.equals(place)) {
            faults.add("a value in two places: " + value + " at " + known + " and " + place);
        }
    }

    /** The same with what the other answers tell of it. */
    private HistoryEffect known(HistoryEffect effect) {
        return switch (effect) {
            case HistoryEffect.Appended a ->
                new HistoryEffect.Appended(a.incarnation(), a.value(), at(a.value()), a.closes());
            case HistoryEffect.Repeated r ->
                new HistoryEffect.Repeated(r.incarnation(), r.value(), at(r.value()), r.tail());
            case HistoryEffect.Read r
            when !r.values().isEmpty() ->
                new HistoryEffect.Read(
                        incarnationOf.get(r.values().getFirst()), r.from(), r.values(), r.toTail(), r.closed());
            default -> effect;
        };
    }

    private int at(int value) {
        return placeOf.containsKey(value) ? placeOf.get(value).at() : HistoryEffect.UNKNOWN;
    }
}
