package dev.streamslocal.cli;

import dev.streamslocal.cli.Screen.Colour;
import dev.streamslocal.cli.Screen.Paint;
import dev.streamslocal.engine.Exports;
import dev.streamslocal.engine.ServerStatus;
import java.util.ArrayList;
import java.util.List;

/** Servers as a table for people. */
record StatusForm(List<ServerStatus> servers) {
    private static final List<String> HEAD = List.of("NAME", "STATE", "URL", "PID", "DATA");
    private static final String NOTHING = "-";

    String text(Paint paint) {
        if (servers.isEmpty()) {
            return "No server has been started here." + System.lineSeparator();
        }
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        servers.forEach(server -> rows.add(row(server)));
        var text = new StringBuilder();
        for (var row : rows) {
            for (var column = 0; column < HEAD.size() - 1; column++) {
                var padded = row.get(column)
                        + " ".repeat(width(rows, column) - row.get(column).length());
                text.append(paint.in(colour(row, column), padded)).append("  ");
            }
            text.append(paint.in(colour(row, HEAD.size() - 1), row.getLast())).append(System.lineSeparator());
        }
        return text.toString();
    }

    private static List<String> row(ServerStatus server) {
        return List.of(
                server.name(),
                state(server),
                server.running() ? server.exports().map(Exports::uri).orElse(NOTHING) : NOTHING,
                server.pidAlive()
                        ? server.exports()
                                .map(each -> Long.toString(each.pid()))
                                .orElse(NOTHING)
                        : NOTHING,
                server.dataDir());
    }

    private static String state(ServerStatus server) {
        if (server.running()) {
            return "running";
        }
        return server.pidAlive() ? "not answering" : "stopped";
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static Colour colour(List<String> row, int column) {
        if (row.equals(HEAD)) {
            return Colour.FAINT;
        }
        if (column != 1) {
            return column == 0 ? Colour.STRONG : Colour.PLAIN;
        }
        return switch (row.get(1)) {
            case "running" -> Colour.GOOD;
            case "stopped" -> Colour.FAINT;
            default -> Colour.DOUBTFUL;
        };
    }
}
