package dev.sluice.worker.flow;

import java.util.Set;

/**
 * Which releases of its pipeline a lane should have.
 *
 * @param live done with unless a job says otherwise
 * @param wanted to be loaded, the live one among them
 * @param withdrawn done with by no job, whatever it says
 */
public record ReleasePlan(String live, Set<String> wanted, Set<String> withdrawn) {
    public ReleasePlan {
        wanted = Set.copyOf(wanted);
        withdrawn = Set.copyOf(withdrawn);
    }
}
