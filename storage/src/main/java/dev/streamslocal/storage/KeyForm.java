package dev.streamslocal.storage;

import dev.streamslocal.protocol.RoutingKey;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The form in which a routing key stands in the index: bytes whose order is the UTF-16 order of the key (the order the API shows).
 *
 * <p>Each UTF-16 unit is written as UTF-8 would write it, surrogates included. A form above {@link #BYTES_MAX} is cut to a prefix and a
 * checksum; a look-up therefore compares the whole key with what is stored in the batch.
 */
final class KeyForm {

    static final int BYTES_MAX = 1024;

    private static final int CHECKSUM_BYTES = 4;

    private KeyForm() {}

    static byte[] of(RoutingKey key) {
        String text = key.text();
        byte[] form = new byte[3 * text.length()];
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit < 0x80) {
                form[size++] = (byte) unit;
            } else if (unit < 0x800) {
                form[size++] = (byte) (0xc0 | (unit >> 6));
                form[size++] = (byte) (0x80 | (unit & 0x3f));
            } else {
                form[size++] = (byte) (0xe0 | (unit >> 12));
                form[size++] = (byte) (0x80 | ((unit >> 6) & 0x3f));
                form[size++] = (byte) (0x80 | (unit & 0x3f));
            }
        }
        return size <= BYTES_MAX ? Arrays.copyOf(form, size) : cut(form, size);
    }

    private static byte[] cut(byte[] form, int size) {
        CRC32C crc = new CRC32C();
        crc.update(form, 0, size);
        byte[] cut = Arrays.copyOf(form, BYTES_MAX + CHECKSUM_BYTES);
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            cut[BYTES_MAX + i] = (byte) (crc.getValue() >>> (8 * (CHECKSUM_BYTES - 1 - i)));
        }
        return cut;
    }
}
