package dev.streamslocal.storage;

import java.util.Arrays;

/**
 * The newest batches of a stream, those that lie in the journal and are not yet merged into the batch table. An immutable view.
 *
 * <p>Views of one history share an array: the writer adds behind the end of its newest view, where no older view looks, and publishes
 * the result through a volatile field. An addition that is not published is simply overwritten by the next one.
 */
final class Recent {

    static final Recent EMPTY = new Recent(new Batch[0], 0, 0);

    private final Batch[] batches;
    private final int from;
    private final int to;

    private Recent(Batch[] batches, int from, int to) {
        this.batches = batches;
        this.from = from;
        this.to = to;
    }

    int size() {
        return to - from;
    }

    Batch get(int i) {
        return batches[from + i];
    }

    Recent plus(Batch batch) {
        if (to < batches.length) {
            batches[to] = batch;
            return new Recent(batches, from, to + 1);
        }
        Batch[] larger = Arrays.copyOf(Arrays.copyOfRange(batches, from, to), Math.max(2, 2 * size()));
        larger[size()] = batch;
        return new Recent(larger, 0, size() + 1);
    }

    /** The view without the batches that end at or before {@code position}; holds on to none of them. */
    Recent after(long position) {
        int keep = from;
        while (keep < to && batches[keep].next() <= position) {
            keep++;
        }
        return keep == to ? EMPTY : new Recent(Arrays.copyOfRange(batches, keep, to), 0, to - keep);
    }

    /** Memory of the batches from {@code position} on. */
    long weightFrom(long position) {
        long weight = 0;
        for (int i = to - 1; i >= from && batches[i].first() >= position; i--) {
            weight += batches[i].weight();
        }
        return weight;
    }

    /** Index of the batch that holds {@code position}, which lies within this view. */
    int indexOf(long position) {
        int low = 0;
        int high = size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (get(middle).first() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
