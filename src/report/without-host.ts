/**
 * Removes the name of a host from a text, and also its address if the text has it in the form of connection errors
 * (`web1 (192.0.2.1, port 22): …`): the result is the same for hosts with the same error.
 */
export function withoutHost(text: string, host: string): string {
  const label = `${host} (`
  const start = text.indexOf(label)
  const rest = start < 0 ? '' : text.slice(start + label.length)
  const [, address] = /^([^,()\s]+), port \d/.exec(rest) ?? []
  // The address is removed first, since the name may be a part of it.
  const unaddressed = address === undefined ? text : text.replaceAll(address, '')
  return unaddressed.replaceAll(host, '')
}
