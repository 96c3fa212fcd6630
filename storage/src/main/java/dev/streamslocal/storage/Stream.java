package dev.streamslocal.storage;

import dev.streamslocal.protocol.ForkPoint;
import dev.streamslocal.protocol.Lifetime;
import dev.streamslocal.protocol.Limits;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable Origin origin;

    /** Set before the stream is shown to anyone. */
    private @Nullable Stream source;

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
        this(id, name, incarnation, contentType, json, profile, createdMillis, lifetime, deadlineMillis, head, null);
    }

    /** @param origin of a fork, which has to be told its {@link #forkedFrom source} */
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
            Head head,
            @Nullable Origin origin) {
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
        this.origin = origin;
        this.inTables = origin != null;
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

    /** Of a fork, null of any other stream. */
    @Nullable
    Origin origin() {
        return origin;
    }

    /** The stream it was forked from, which stays there as long as its forks; null if it is no fork. */
    @Nullable
    Stream source() {
        return source;
    }

    void forkedFrom(Stream parent) {
        source = parent;
    }

    /** Position of the first message that is its own: a fork begins where it left its source. */
    long first() {
        return origin == null ? 0 : origin.first();
    }

    /** Messages that were appended to it until this state, and not inherited. */
    public long ownMessages(Head state) {
        return state.tail() - first();
    }

    public boolean isFork() {
        return origin != null;
    }

    /**
     * Whether it was forked from this stream at this point; a point that is {@link ForkPoint#TAIL} is any.
     *
     * @param asked lifetime that was asked for, null for that of the source
     */
    public boolean isForkOf(String sourceName, ForkPoint point, @Nullable Lifetime asked) {
        if (origin == null || source == null) {
            return false;
        }
        long position = json ? origin.first() - origin.subOffset() : origin.first();
        return source.name().equals(sourceName)
                && (point.position() == ForkPoint.TAIL || point.position() == position)
                && point.subOffset() == origin.subOffset()
                && lifetime.equals(asked == null ? source.lifetime() : asked);
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

    /**
     * Whether only its forks may read it: it was deleted, or has expired, while there were some. Its name stays taken until
     * the last of them is gone.
     */
    public boolean softDeleted(long nowMillis) {
        Head state = head;
        return state.softDeleted() || (state.forks() > 0 && expired(nowMillis));
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

    /**
     * The deadline of a sliding window that is used now. It leaves out what a restart added: stored, that would be added
     * again by the next.
     */
    long deadlineToStore(long nowMillis) {
        return lifetime instanceof Lifetime.Ttl ttl
                ? Math.max(storedDeadlineMillis, nowMillis + 1000 * ttl.seconds())
                : deadlineMillis;
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
