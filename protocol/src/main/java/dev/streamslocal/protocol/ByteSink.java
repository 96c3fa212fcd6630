package dev.streamslocal.protocol;

/** Where encoders put their bytes. */
public interface ByteSink {

    void put(byte[] src, int offset, int length);

    void put(byte b);

    /** A sink that only counts, to learn a size before allocating. */
    final class Counting implements ByteSink {

        private int bytes;

        /** Bytes put so far. */
        public int bytes() {
            return bytes;
        }

        @Override
        public void put(byte[] src, int offset, int length) {
            bytes = Math.addExact(bytes, length);
        }

        @Override
        public void put(byte b) {
            bytes = Math.addExact(bytes, 1);
        }
    }
}
