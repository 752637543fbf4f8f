package dev.terrace.cache.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What one node thinks of its cluster: the reply to CLUSTER NODES. */
record ClusterView(List<Member> members) {

    /**
     * One line of it.
     *
     * @param port where its clients reach it
     * @param primary the id of its primary, or {@code -}
     * @param slots first and last slot of each range
     */
    record Member(String id, int port, List<String> flags, String primary, List<int[]> slots) {

        boolean isPrimary() {
            return flags.contains("master");
        }

        boolean isDown() {
            return flags.contains("fail") || flags.contains("fail?") || flags.contains("noaddr");
        }

        boolean owns(int slot) {
            return slots.stream().anyMatch(range -> range[0] <= slot && slot <= range[1]);
        }
    }

    static ClusterView of(TestNode node) {
        return new ClusterView(
                node.cli("CLUSTER", "NODES").lines().map(ClusterView::member).toList());
    }

    private static Member member(String line) {
        String[] parts = line.split(" ");
        String address = parts[1].substring(0, parts[1].indexOf('@'));
        return new Member(
                parts[0],
                Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)),
                List.of(parts[2].split(",")),
                parts[3],
                // A slot on the move is in brackets.
                Arrays.stream(parts)
                        .skip(8)
                        .filter(range -> !range.startsWith("["))
                        .map(ClusterView::range)
                        .toList());
    }

    private static int[] range(String text) {
        String[] ends = text.split("-");
        return new int[] {Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])};
    }

    Member myself() {
        return members.stream()
                .filter(member -> member.flags().contains("myself"))
                .findFirst()
                .orElseThrow();
    }

    /** Who has a slot and is not known to be down. */
    Optional<Member> owner(int slot) {
        return members.stream()
                .filter(member -> member.isPrimary() && !member.isDown() && member.owns(slot))
                .findFirst();
    }
}
