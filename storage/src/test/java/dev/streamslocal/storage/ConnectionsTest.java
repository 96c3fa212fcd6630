package dev.streamslocal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections are closed on every path. */
class ConnectionsTest {

    @TempDir
    Path directory;

    @Test
    void connectionWhoseStatementsCannotBePrepared_isClosed() throws SQLException {
        AtomicBoolean fails = new AtomicBoolean();
        AtomicInteger open = new AtomicInteger();
        Connector connector = path -> counted(Connector.PLAIN.connect(path), fails, open);
        Database database =
                Database.open(StorageOptions.of(directory.resolve("db")).connector(connector), tables -> {});
        database.reader().close();
        assertThat(open).hasValue(0);
        fails.set(true);
        assertThatThrownBy(database::reader).isInstanceOf(SQLException.class);
        assertThatThrownBy(database::writer).isInstanceOf(SQLException.class);
        assertThat(open).hasValue(0);
    }

    private static Connection counted(Connection connection, AtomicBoolean fails, AtomicInteger open) {
        open.incrementAndGet();
        return (Connection) Proxy.newProxyInstance(
                ConnectionsTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    if (method.getName().equals("close") && !connection.isClosed()) {
                        open.decrementAndGet();
                    }
                    if (method.getName().equals("prepareStatement") && fails.get()) {
                        throw new SQLException("disk I/O error");
                    }
                    try {
                        return method.invoke(connection, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
