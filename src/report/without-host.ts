/**
 * A text without the name of its host and, if it names the host as errors of connections do (`web1 (192.0.2.1, port 22): …`), without
 * the address: equal for hosts that have the same cause of trouble.
 */
export function withoutHost(text: string, host: string): string {
  const label = `${host} (`
  const start = text.indexOf(label)
  const rest = start < 0 ? '' : text.slice(start + label.length)
  const [, address] = /^([^,()\s]+), port \d/.exec(rest) ?? []
  // The name may be a part of the address.
  const unaddressed = address === undefined ? text : text.replaceAll(address, '')
  return unaddressed.replaceAll(host, '')
}
