package dev.streamslocal.storage;

import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Limits;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One incarnation of a named stream. The handle stays valid after the stream is gone and then says so; a stream created again under
 * the name is another handle. Safe for use by any thread.
 */
public final class Stream {

    /** The deadline of a stream that lives until it is deleted. */
    public static final long NEVER = Lifetime.NEVER;

    static final String PROFILE_GENERIC = "generic";
    static final String PROFILE_METRICS = "metrics";

    private final long id;
    private final String name;
    private final long incarnation;
    private final String contentType;
    private final boolean json;
    private final String profile;
    private final long createdMillis;
    private final Lifetime lifetime;

    private volatile Head head;
    private volatile long deadlineMillis;
    private volatile boolean removed;
    private final AtomicBoolean renewalWaits = new AtomicBoolean();

    // Confined to the writer thread.
    Head staged;
    boolean inGroup;
    Producers producers = Producers.UNKNOWN;
    boolean dirty;

    /** Whether a table other than the journal may hold rows of the stream. */
    boolean inTables;

    /** Written by the writer thread. */
    volatile long storedDeadlineMillis;

    Stream(
            long id,
            String name,
            long incarnation,
            String contentType,
            boolean json,
            String profile,
            long createdMillis,
            Lifetime lifetime,
            long deadlineMillis,
            Head head) {
        this.id = id;
        this.name = name;
        this.incarnation = incarnation;
        this.contentType = contentType;
        this.json = json;
        this.profile = profile;
        this.createdMillis = createdMillis;
        this.lifetime = lifetime;
        this.deadlineMillis = deadlineMillis;
        this.storedDeadlineMillis = deadlineMillis;
        this.head = head;
        this.staged = head;
    }

    /** Number of this incarnation; never used for another one. */
    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** Random text of this incarnation, for ETags; survives a restart. */
    public String incarnation() {
        return HexFormat.of().toHexDigits(incarnation);
    }

    long incarnationBits() {
        return incarnation;
    }

    public String contentType() {
        return contentType;
    }

    /** Whether messages are JSON values. */
    public boolean json() {
        return json;
    }

    public String profile() {
        return profile;
    }

    public long createdMillis() {
        return createdMillis;
    }

    public Lifetime lifetime() {
        return lifetime;
    }

    /** The state at the newest commit. */
    public Head head() {
        return head;
    }

    /** When the stream expires, in epoch milliseconds; {@link #NEVER} if it does not. */
    public long deadlineMillis() {
        return deadlineMillis;
    }

    public boolean expired(long nowMillis) {
        return nowMillis > deadlineMillis;
    }

    /** Whether the stream was deleted, swept or replaced. */
    public boolean removed() {
        return removed;
    }

    void publish(Head newest) {
        head = newest;
        staged = newest;
    }

    void remove() {
        removed = true;
    }

    void unstage() {
        staged = head;
    }

    /** Takes over a deadline that was read back from the file. */
    void restoreDeadline(long millis) {
        deadlineMillis = Math.max(millis + renewalLagMillis(), deadlineMillis);
        storedDeadlineMillis = millis;
    }

    /**
     * Moves the deadline of a sliding window, unless it has passed.
     *
     * @return whether the stored deadline has fallen behind by so much that the new one has to be stored
     */
    boolean renew(long nowMillis) {
        if (!(lifetime instanceof Lifetime.Ttl ttl) || expired(nowMillis)) {
            return false;
        }
        long renewed = nowMillis + 1000 * ttl.seconds();
        if (renewed > deadlineMillis) {
            deadlineMillis = renewed;
        }
        return renewed - storedDeadlineMillis >= renewalLagMillis();
    }

    /** Whether the caller is the one to ask the writer to store the deadline; none else is until {@link #renewalStored}. */
    boolean claimRenewal() {
        return renewalWaits.compareAndSet(false, true);
    }

    void renewalStored() {
        renewalWaits.set(false);
    }

    /**
     * How far the stored deadline may lie behind: min(TTL / 4, 60 s). A stream read back after a crash lives for that much longer than
     * its stored deadline says.
     */
    long renewalLagMillis() {
        return lifetime instanceof Lifetime.Ttl ttl ? Math.min(250 * ttl.seconds(), Limits.RENEWAL_LAG_MILLIS_MAX) : 0;
    }
}
