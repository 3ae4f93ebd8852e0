/** How the dashboard is served: routes, who may come in, headers, pictures, live events. */
@NullMarked
package dev.sluice.ops.dashboard.web;

import org.jspecify.annotations.NullMarked;
