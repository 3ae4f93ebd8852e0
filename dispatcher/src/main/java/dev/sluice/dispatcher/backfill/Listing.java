package dev.sluice.dispatcher.backfill;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All objects of the bucket for uploads, or of a part of it. */
public interface Listing {
    /** Where a listing begins. */
    String START = "";

    /**
     * Some of the objects, in the listing's order.
     *
     * @param position to go on behind them later
     */
    record Page(List<Listed> objects, String position) {
        public Page {
            objects = List.copyOf(objects);
        }
    }

    /** The pages behind a position; to be closed. */
    Stream<Page> after(String position);

    /**
     * The object as it is by now; empty if it is gone. Costs a request where the listing is old.
     */
    Optional<Listed> asItIs(Listed object);

    /** How people call it. */
    String name();
}
