package dev.terrace.cache.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Moves one slot with its keys from one primary to another, as {@code redis-cli --cluster reshard} does. */
record SlotMove(int slot, TestNode source, TestNode target, List<TestNode> primaries) {

    private static final int KEYS_AT_ONCE = 100;
    private static final int TIMEOUT_MILLIS = 5_000;

    void run(Runnable halfway) {
        setSlot(target, "IMPORTING", source);
        setSlot(source, "MIGRATING", target);
        migrate(keys(1));
        halfway.run();
        for (List<String> keys = keys(KEYS_AT_ONCE); !keys.isEmpty(); keys = keys(KEYS_AT_ONCE)) {
            migrate(keys);
        }
        // The new owner first: it must know before the old one sends clients there.
        setSlot(target, "NODE", target);
        setSlot(source, "NODE", target);
        primaries.stream()
                .filter(node -> node != source && node != target)
                .forEach(node -> setSlot(node, "NODE", target));
    }

    private void setSlot(TestNode node, String state, TestNode of) {
        node.require("CLUSTER", "SETSLOT", String.valueOf(slot), state, of.cli("CLUSTER", "MYID"));
    }

    private List<String> keys(int most) {
        String reply = source.cli("CLUSTER", "GETKEYSINSLOT", String.valueOf(slot), String.valueOf(most));
        return reply.isEmpty() ? List.of() : Arrays.asList(reply.split("\n"));
    }

    private void migrate(List<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        List<String> command =
                new ArrayList<>(List.of("MIGRATE", RedisAddress.LOOPBACK, String.valueOf(target.port())));
        command.addAll(List.of("", "0", String.valueOf(TIMEOUT_MILLIS), "KEYS"));
        command.addAll(keys);
        String reply = source.cli(command.toArray(String[]::new));
        if (!reply.equals("OK") && !reply.equals("NOKEY")) {
            throw new IllegalStateException("Keys of slot %d do not move: %s".formatted(slot, reply));
        }
    }
}
