/** The names of links to each device, sorted, by the name of the device, such as `sda1`. */
export type LinksByDevice = ReadonlyMap<string, readonly string[]>

/** The links to block devices in /dev/disk, by kind. */
export interface DeviceLinks {
  readonly ids: LinksByDevice
  readonly uuids: LinksByDevice
  readonly labels: LinksByDevice
}

/** Parses the output of `ls -l` on the directories by-id, by-uuid and by-label. */
export function parseLinks(lines: readonly string[]): DeviceLinks {
  const kinds = new Map<string, Map<string, string[]>>()
  let links = new Map<string, string[]>()
  for (const line of lines) {
    const kind = /^\/dev\/disk\/by-(\w+):$/.exec(line)?.[1]
    if (kind !== undefined) {
      links = new Map()
      kinds.set(kind, links)
      continue
    }
    const [, name, device] = /(\S+) -> (?:.*\/)?([^/]+)$/.exec(line) ?? []
    if (name !== undefined && device !== undefined)
      links.set(device, [...(links.get(device) ?? []), name].sort())
  }
  const ofKind = (kind: string): LinksByDevice => kinds.get(kind) ?? new Map()
  return { ids: ofKind('id'), uuids: ofKind('uuid'), labels: ofKind('label') }
}
