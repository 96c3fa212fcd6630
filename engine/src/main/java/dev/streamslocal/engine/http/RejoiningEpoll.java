package dev.streamslocal.engine.http;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Epoll whose sockets may come back after they waited for nothing. Each belongs to the thread of one event loop.
 *
 * <p>Netty's handler takes a socket that waits for nothing out of epoll, and later fails to change what is no longer there (seen with
 * 4.2.18). That befalls a client that has ended its sending direction: nothing more is to be read, and when the socket has taken an answer
 * in two goes, the second wait for room closed the connection in the middle of the answer. Here such a socket is registered anew.
 */
final class RejoiningEpoll implements IoHandler {

    private final IoHandler epoll;

    private RejoiningEpoll(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory factory = EpollIoHandler.newFactory();
        return executor -> new RejoiningEpoll(factory.newHandler(executor));
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Membership(epoll, handle);
    }

    /** The place of one socket, taken again when it was given up. */
    private static final class Membership implements IoRegistration {

        private final IoHandler epoll;
        private final IoHandle handle;
        private IoRegistration place;
        private boolean outside;

        Membership(IoHandler epoll, IoHandle handle) throws Exception {
            this.epoll = epoll;
            this.handle = handle;
            this.place = epoll.register(handle);
        }

        @Override
        public long submit(IoOps ops) {
            boolean nothing = ops.equals(EpollIoOps.NONE);
            if (outside && nothing) {
                return 0;
            }
            if (outside && place.isValid()) {
                rejoin();
            }
            outside = nothing;
            return place.submit(ops);
        }

        private void rejoin() {
            place.cancel();
            try {
                place = epoll.register(handle);
            } catch (Exception e) {
                throw new IllegalStateException("a socket could not be registered again", e);
            }
        }

        @Override
        public <T> T attachment() {
            return place.attachment();
        }

        @Override
        public boolean isValid() {
            return place.isValid();
        }

        @Override
        public boolean cancel() {
            return place.cancel();
        }
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }
}
