@NullMarked
package dev.sluice.peers.spring;

import org.jspecify.annotations.NullMarked;
