package dev.streamslocal.protocol;

/**
 * Where a fork is asked to leave its source (contract 10 §11.1).
 *
 * @param position how many messages of the source lie before it, {@link #TAIL} for all that are there
 * @param subOffset how far it goes on behind that: messages of a JSON stream, else bytes of the next message
 */
public record ForkPoint(long position, long subOffset) {

    /** The tail of the source when it is forked. */
    public static final long TAIL = -1;

    /** What the suite of the protocol writes for the start, in this header alone. */
    private static final String START_ALIAS = "0000000000000000_0000000000000000";

    /** Behind all messages of the source, whatever there are. */
    public static final ForkPoint AT_TAIL = new ForkPoint(TAIL, 0);

    public ForkPoint {
        if (position < TAIL || subOffset < 0) {
            throw new IllegalArgumentException("no place in a stream: " + position + " and " + subOffset);
        }
    }

    /** The same with the position of {@code Stream-Fork-Offset}; 400 if it is malformed. */
    public ForkPoint withOffset(String header) {
        if (header.equals(START_ALIAS)) {
            return new ForkPoint(0, subOffset);
        }
        long unsigned = Offset.parse(header).position();
        return new ForkPoint(unsigned < 0 ? Long.MAX_VALUE : unsigned, subOffset);
    }

    /** The same with the number of {@code Stream-Fork-Sub-Offset}; 400 if it is malformed. */
    public ForkPoint withSubOffset(String header) {
        boolean canonical = Digits.only(header) && (header.length() == 1 || header.charAt(0) != '0');
        if (!canonical) {
            throw ProtocolException.badRequest("invalid Stream-Fork-Sub-Offset: " + header);
        }
        return new ForkPoint(position, Digits.saturated(header));
    }

    /**
     * Reads the path of the source.
     *
     * @return the name of the stream
     * @throws ProtocolException 400 if it is not the path of a stream
     */
    public static String source(String header) {
        StreamPath path;
        try {
            path = StreamPath.parse(header);
        } catch (ProtocolException e) {
            throw invalidSource(header);
        }
        if (path instanceof StreamPath.Target target && target.sub() == SubResource.NONE) {
            return target.name();
        }
        throw invalidSource(header);
    }

    private static ProtocolException invalidSource(String header) {
        return ProtocolException.badRequest("invalid Stream-Forked-From: " + header);
    }
}
