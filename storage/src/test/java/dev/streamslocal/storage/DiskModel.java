package dev.streamslocal.storage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk as POSIX allows it to be: what was synced stays, and of all else a power cut may keep any part, in any order, in pieces of a
 * sector. Names are durable once the directory was synced; before that a cut keeps the first ones of the changes to names, as journaling
 * file systems do.
 *
 * <p>A sync that fails makes nothing durable, and no sync that begins later makes durable what was written before it: the kernel has
 * forgotten that these pages are dirty. One that was under way meanwhile and succeeds has seen its pages reach the disk, or it would have
 * been told of the failure too: the kernel tells it once to every open file.
 */
final class DiskModel {

    /** How a power cut treats what is not synced. */
    enum Cut {
        /** Nothing of it is there. */
        LOST,
        /** All of it is there, as after the death of the process alone. */
        KEPT,
        /** What was written first is there, the last of it in part. */
        TORN,
        /** Each write is there or not. */
        REORDERED,
        /** Each sector is there or not. */
        SECTORS
    }

    private static final int DIRECTORY = 7;
    private static final int[] SECTOR_BYTES = {512, 4096};

    /** Part of a write, or (without bytes) a change of the length to {@code offset}. */
    private record Piece(long at, long offset, byte[] bytes, int start, int length) {
        boolean truncates() {
            return length == 0;
        }
    }

    private static final class Contents {
        byte[] bytes = new byte[0];
        int length;

        void apply(Piece piece) {
            int end = Math.toIntExact(piece.offset + piece.length);
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            if (piece.truncates()) {
                Arrays.fill(bytes, Math.min(end, length), Math.max(end, length), (byte) 0);
                length = end;
            } else {
                System.arraycopy(piece.bytes, piece.start, bytes, (int) piece.offset, piece.length);
                length = Math.max(length, end);
            }
        }

        Contents copy() {
            Contents copy = new Contents();
            copy.bytes = bytes.clone();
            copy.length = length;
            return copy;
        }

        byte[] toBytes() {
            return Arrays.copyOf(bytes, length);
        }
    }

    private static final class Inode {
        Contents durable = new Contents();
        List<Piece> pending = new ArrayList<>();

        final List<Failure> failures = new ArrayList<>();
    }

    /** A sync that has failed, of changes up to some time. */
    private record Failure(long covered, long ended) {}

    private interface NameChange {
        void apply(Map<Integer, Inode> names);
    }

    private record PendingName(long at, NameChange change) {}

    private record Sync(Inode inode, long at) {}

    private final Map<Integer, Inode> names = new TreeMap<>();
    private final Map<Integer, Inode> durableNames = new TreeMap<>();
    private List<PendingName> pendingNames = new ArrayList<>();
    private final Map<Long, Sync> syncs = new HashMap<>();
    private long now;

    /** A disk on which these files are durable. */
    DiskModel(Map<Integer, byte[]> files) {
        files.forEach((file, bytes) -> {
            Inode inode = new Inode();
            if (bytes.length > 0) {
                inode.durable.apply(new Piece(0, 0, bytes, 0, bytes.length));
            }
            names.put(file, inode);
            durableNames.put(file, inode);
        });
    }

    void apply(DiskChange change) {
        now++;
        switch (change) {
            case DiskChange.Written w ->
                inode(w.file()).pending.add(new Piece(now, w.offset(), w.bytes(), 0, w.bytes().length));
            case DiskChange.Truncated t -> inode(t.file()).pending.add(new Piece(now, t.length(), new byte[0], 0, 0));
            case DiskChange.Created c -> {
                Inode inode = new Inode();
                rename(names -> names.put(c.file(), inode));
            }
            case DiskChange.Removed r -> rename(names -> names.remove(r.file()));
            case DiskChange.Renamed r -> {
                Inode inode = inode(r.file());
                rename(names -> {
                    names.remove(r.file());
                    names.put(r.to(), inode);
                });
            }
            case DiskChange.SyncBegun s ->
                syncs.put(s.ticket(), new Sync(s.file() == DIRECTORY ? new Inode() : inode(s.file()), now));
            case DiskChange.SyncEnded s -> end(s);
        }
    }

    private void rename(NameChange change) {
        change.apply(names);
        pendingNames.add(new PendingName(now, change));
    }

    private Inode inode(int file) {
        Inode inode = names.get(file);
        if (inode == null) {
            throw new IllegalStateException("change to a file without a name: " + file);
        }
        return inode;
    }

    private void end(DiskChange.SyncEnded end) {
        Sync sync = syncs.remove(end.ticket());
        if (end.file() == DIRECTORY) {
            if (end.succeeded()) {
                List<PendingName> later = new ArrayList<>();
                for (PendingName pending : pendingNames) {
                    if (pending.at <= sync.at) {
                        pending.change.apply(durableNames);
                    } else {
                        later.add(pending);
                    }
                }
                pendingNames = later;
            }
        } else if (end.succeeded()) {
            makeDurable(sync);
        } else {
            sync.inode.failures.add(new Failure(sync.at, now));
        }
    }

    private static void makeDurable(Sync sync) {
        Inode inode = sync.inode;
        long forsaken = inode.failures.stream()
                .filter(failure -> failure.ended() <= sync.at)
                .mapToLong(Failure::covered)
                .max()
                .orElse(-1);
        List<Piece> later = new ArrayList<>();
        for (Piece piece : inode.pending) {
            if (piece.at > sync.at || (piece.at <= forsaken && !piece.truncates())) {
                later.add(piece);
            } else {
                inode.durable.apply(piece);
                later = outside(piece, later);
            }
        }
        inode.pending = later;
    }

    /** What of these older pieces the newer one has neither overwritten nor cut off. */
    private static List<Piece> outside(Piece newer, List<Piece> pieces) {
        List<Piece> rest = new ArrayList<>();
        for (Piece older : pieces) {
            long left = Math.min(older.length, newer.offset - older.offset);
            if (left > 0) {
                rest.add(new Piece(older.at, older.offset, older.bytes, older.start, (int) left));
            }
            long skip = Math.max(0, newer.offset + newer.length - older.offset);
            if (skip < older.length && !newer.truncates()) {
                int start = older.start + (int) skip;
                rest.add(new Piece(older.at, older.offset + skip, older.bytes, start, older.length - (int) skip));
            }
        }
        return rest;
    }

    /** The files after a power cut that happens now. */
    Map<Integer, byte[]> cut(Cut cut, Random random) {
        long until = now - (cut == Cut.TORN ? random.nextInt(40) : 0);
        double share = new double[] {0.1, 0.5, 0.9}[random.nextInt(3)];
        int sector = SECTOR_BYTES[random.nextInt(SECTOR_BYTES.length)];
        Map<Integer, byte[]> files = new TreeMap<>();
        namesAfter(cut, until, random).forEach((file, inode) -> {
            Contents contents = inode.durable.copy();
            for (int i = 0; i < inode.pending.size(); i++) {
                Piece piece = inode.pending.get(i);
                switch (cut) {
                    case LOST -> {}
                    case KEPT -> contents.apply(piece);
                    case TORN -> {
                        boolean last = i + 1 == inode.pending.size() || inode.pending.get(i + 1).at > until;
                        if (piece.at <= until) {
                            contents.apply(last ? torn(piece, sector, random) : piece);
                        }
                    }
                    case REORDERED -> {
                        if (random.nextDouble() < share) {
                            contents.apply(piece);
                        }
                    }
                    case SECTORS -> applySome(contents, piece, sector, share, random);
                }
            }
            files.put(file, contents.toBytes());
        });
        return files;
    }

    private Map<Integer, Inode> namesAfter(Cut cut, long until, Random random) {
        int kept = switch (cut) {
            case LOST -> 0;
            case KEPT -> pendingNames.size();
            case TORN ->
                (int) pendingNames.stream().filter(name -> name.at <= until).count();
            case REORDERED, SECTORS -> random.nextInt(pendingNames.size() + 1);
        };
        Map<Integer, Inode> result = new TreeMap<>(durableNames);
        pendingNames.subList(0, kept).forEach(name -> name.change.apply(result));
        return result;
    }

    private static Piece torn(Piece piece, int sector, Random random) {
        int sectors = piece.length / sector;
        return sectors < 2
                ? piece
                : new Piece(piece.at, piece.offset, piece.bytes, piece.start, sector * (1 + random.nextInt(sectors)));
    }

    private static void applySome(Contents contents, Piece piece, int sector, double share, Random random) {
        if (piece.truncates()) {
            if (random.nextDouble() < share) {
                contents.apply(piece);
            }
            return;
        }
        int done = 0;
        while (done < piece.length) {
            long offset = piece.offset + done;
            int length = (int) Math.min(piece.length - done, sector - offset % sector);
            if (random.nextDouble() < share) {
                contents.apply(new Piece(piece.at, offset, piece.bytes, piece.start + done, length));
            }
            done += length;
        }
    }
}
