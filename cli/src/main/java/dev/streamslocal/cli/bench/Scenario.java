package dev.streamslocal.cli.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A load with a name: the options it stands for, each of which the command line may change. */
enum Scenario {
    APPEND_1("append-1", "--connections=1 --streams=1"),
    APPEND_64("append-64", "--connections=64 --streams=64"),
    APPEND_HOT("append-hot", "--connections=64 --streams=1"),
    APPEND_BATCH("append-batch", "--connections=16 --streams=16 --batch=100 --message-size=256"),
    APPEND_LARGE(
            "append-large",
            "--connections=4 --streams=4 --message-size=1048576 --content-type=application/octet-stream"),
    APPEND_PRODUCER("append-producer", "--connections=16 --streams=1 --producer=true"),
    CATCHUP_HOT(
            "catchup-hot", "--connections=32 --reads=100 --preload=5000 --read-last=1000 --read-size=1048 --streams=1"),
    TAIL_READ("tail-read", "--connections=64 --reads=100 --preload=100 --read-last=2 --read-size=200 --streams=1"),
    MIXED("mixed", "--connections=64 --reads=90 --preload=100 --read-last=2 --read-size=200 --streams=1"),
    LONGPOLL_WAKE(
            "longpoll-wake", "--connections=1 --streams=1 --message-size=100 --rate=10 --readers=100 --live=long-poll"),
    SSE_FANOUT("sse-fanout", "--connections=4 --streams=1 --message-size=100 --rate=200 --readers=100 --live=sse");

    private final String word;
    private final String options;

    Scenario(String word, String options) {
        this.word = word;
        this.options = options;
    }

    static Optional<Scenario> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    static String words() {
        return String.join(", ", Arrays.stream(values()).map(each -> each.word).toList());
    }

    /** Values by option, without its dashes. */
    Map<String, String> options() {
        var all = new HashMap<String, String>();
        for (var each : options.split(" ", -1)) {
            var equals = each.indexOf('=');
            all.put(each.substring(2, equals), each.substring(equals + 1));
        }
        return all;
    }
}
