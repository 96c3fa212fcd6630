package dev.streamslocal.cli.bench;

/** Passes what a live reader receives on to its sequence, and notes how long it was under way. */
record Deliveries(Sequence sequence, Figures figures) implements BodyScanner.Sink {
    @Override
    public void message(Messages.Reading message, byte[] bytes, int start) {
        sequence.message(message, bytes, start);
        var lanes = sequence.stream().lanes();
        if (message.writer() < lanes.size()) {
            lanes.get(message.writer()).delivered(message.number(), System.nanoTime(), figures);
        }
    }

    @Override
    public void altered(Messages.Reading message, int position, String found) {
        sequence.altered(message, position, found);
    }

    @Override
    public void unreadable(String reason) {
        sequence.unreadable(reason);
    }
}
