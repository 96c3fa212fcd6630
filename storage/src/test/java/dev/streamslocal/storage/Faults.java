package dev.streamslocal.storage;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections that fail on demand: at a COMMIT, or because the file may not grow. */
final class Faults implements Connector {

    private static final int IOERR = 10;

    /** How many commits fail before they happen, and after they have happened. */
    final AtomicInteger before = new AtomicInteger();

    final AtomicInteger after = new AtomicInteger();

    private volatile int pagesMax = Integer.MAX_VALUE;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    @Override
    public Connection connect(Path file) throws SQLException {
        Connection connection = Connector.PLAIN.connect(file);
        limit(connection);
        connections.add(connection);
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    try {
                        Object result = method.invoke(connection, args);
                        boolean commit = method.getName().equals("prepareStatement") && args[0].equals("COMMIT");
                        return commit ? failing((PreparedStatement) result) : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private PreparedStatement failing(PreparedStatement commit) {
        return (PreparedStatement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PreparedStatement.class}, (proxy, method, args) -> {
                    boolean execute = method.getName().equals("execute");
                    if (execute && before.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                        throw new SQLException("disk I/O error before COMMIT", "", IOERR);
                    }
                    Object result = method.invoke(commit, args);
                    if (execute && after.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                        throw new SQLException("disk I/O error after COMMIT", "", IOERR);
                    }
                    return result;
                });
    }

    /** Lets the file grow to so many pages and no further. */
    void pagesMax(int pages) throws SQLException {
        pagesMax = pages;
        for (Connection connection : connections) {
            if (!connection.isClosed()) {
                limit(connection);
            }
        }
    }

    private void limit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA max_page_count=" + pagesMax);
        }
    }
}
