// The messages on the control socket of an OpenSSH master, by its PROTOCOL.mux: packets of a length, a type and more
// numbers. This file, control-master.ts and mux-channel.ts implement the protocol, so that a persistent connection
// costs no process. They were tried with OpenSSH 9.2p1 (Debian 12) as client and as server, and with no other
// version. The mode `proxy` came with 7.4.

import { numbers, packet } from '../ssh-packet.ts'

/** Types of packets. A request has a number after its type, which its response repeats. */
export const MUX = {
  hello: 1,
  isAlive: 0x10000004,
  exit: 0x10000005,
  proxy: 0x1000000f,
  isProxy: 0x8000000f,
} as const

/** The protocol version in the hello message. */
const VERSION = 4

/** Returns a hello message, then one request of each type, numbered from 0. */
export function greeting(...types: readonly number[]): Buffer {
  return Buffer.concat([
    packet(numbers(MUX.hello, VERSION)),
    ...types.map((type, id) => packet(numbers(type, id))),
  ])
}
