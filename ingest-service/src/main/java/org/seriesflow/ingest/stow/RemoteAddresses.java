package org.seriesflow.ingest.stow;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;

/** Addresses that are served: single ones, and networks in CIDR notation. An empty list is all. */
public final class RemoteAddresses {
  private static final int BITS_OF_BYTE = 8;

  /**
   * Addresses that begin alike.
   *
   * @param address as a number
   * @param bits of an address of this kind
   * @param prefix bits that count
   */
  private record Network(BigInteger address, int bits, int prefix) {
    static Network of(InetAddress address, int prefix) {
      var bytes = address.getAddress();
      return new Network(new BigInteger(1, bytes), bytes.length * BITS_OF_BYTE, prefix);
    }

    boolean includes(Network single) {
      var shift = bits - prefix;
      return single.bits == bits
          && single.address.shiftRight(shift).equals(address.shiftRight(shift));
    }
  }

  private final List<Network> networks;

  /**
   * A list.
   *
   * @param texts as in {@code 10.1.2.3}, {@code 10.1.0.0/16}, {@code fd00::/8}
   * @throws IllegalArgumentException naming the one that is no address
   */
  public RemoteAddresses(Collection<String> texts) {
    networks = texts.stream().map(RemoteAddresses::network).toList();
  }

  private static Network network(String text) {
    var slash = text.indexOf('/');
    try {
      var address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      var bits = address.getAddress().length * BITS_OF_BYTE;
      var prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
      if (prefix < 0 || prefix > bits) {
        throw new IllegalArgumentException("prefix " + prefix);
      }
      return Network.of(address, prefix);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("\"%s\" is no address and no network".formatted(text), e);
    }
  }

  /** Whether an address is served. */
  public boolean include(String remoteAddress) {
    if (networks.isEmpty()) {
      return true;
    }
    var address = Network.of(InetAddress.ofLiteral(remoteAddress), 0);
    return networks.stream().anyMatch(network -> network.includes(address));
  }
}
