package dev.terrace.cache.sample.tour;

import dev.terrace.cache.sample.redis.RedisSwitch;
import java.io.IOException;

/** A Redis that is only said to be there. */
final class SaidRedis implements RedisSwitch {

    boolean owned = true;
    boolean on = true;
    boolean stuck;

    @Override
    public boolean isOwned() {
        return owned;
    }

    @Override
    public boolean isOn() {
        return on;
    }

    @Override
    public int port() {
        return 1;
    }

    @Override
    public void turnOn() throws IOException {
        turn(true);
    }

    @Override
    public void turnOff() throws IOException {
        turn(false);
    }

    private void turn(boolean wanted) throws IOException {
        if (stuck) {
            throw new IOException("port 1 is taken");
        }
        on = wanted;
    }
}
