import { humanReadable } from '../../functions/sizes.ts'
import { type DeviceLinks, type LinksByDevice, parseLinks } from './device-links.ts'
import type { Answers } from './parts.ts'

/** What the facts of block devices are computed from. */
interface Blocks extends DeviceLinks {
  /** Returns the first line of a file below /sys/block; null if the file does not exist or the line is empty. */
  readonly read: (path: string) => string | null
  /** The LVM and RAID devices that are built on each device, by the device's name. */
  readonly masters: LinksByDevice
  /** The device-mapper devices that use a device or partition, by its path below /sys/block. */
  readonly holders: ReadonlyMap<string, readonly string[]>
  /** The descriptions that `lspci -D` prints, by PCI address. */
  readonly pci: ReadonlyMap<string, string>
}

/**
 * Returns the facts on block devices, their partitions, and the links to them. Source: ansible-core,
 * `get_device_facts`.
 */
export function parseDevices(answers: Answers): Record<string, unknown> {
  const blocks = blocksOf(answers)
  const devices = answers.linesOf('blocks').flatMap(line => {
    const [, name, target] = /(\S+) -> (.+)$/.exec(line) ?? []
    return name === undefined || target === undefined ? [] : [{ name, target }]
  })
  const partitions = answers.files.flatMap(path => {
    const [, device = '', name] = /^\/sys\/block\/([^/]+)\/([^/]+)\/start$/.exec(path) ?? []
    return name === undefined ? [] : [{ device, name }]
  })
  return {
    devices: Object.fromEntries(
      devices.map(({ name, target }) => {
        const own = partitions.filter(({ device }) => device === name)
        return [
          name,
          deviceFacts(
            name,
            target,
            own.map(each => each.name),
            blocks,
          ),
        ]
      }),
    ),
    device_links: Object.fromEntries(KINDS.map(kind => [kind, Object.fromEntries([...blocks[kind]])])),
  }
}

const KINDS = ['ids', 'uuids', 'labels', 'masters'] as const

function blocksOf({ linesOf, fileOf }: Answers): Blocks {
  const read = (path: string): string | null => fileOf(`/sys/block/${path}`)[0]?.trim() || null
  const masters = new Map<string, string[]>()
  const holders = new Map<string, string[]>()
  for (const line of linesOf('blocks')) {
    const [, path = '', kind, name = ''] = /^\/sys\/block\/(.+)\/(slaves|holders)\/([^/*]+)$/.exec(line) ?? []
    if (kind === 'slaves') add(masters, name, path)
    if (kind === 'holders' && name.startsWith('dm-')) add(holders, path, read(`${name}/dm/name`) ?? name)
  }
  const pci = linesOf('pci').map(line => {
    const [address = '', ...words] = line.split(' ')
    return [address, words.join(' ')] as const
  })
  return { read, masters, holders, pci: new Map(pci), ...parseLinks(linesOf('links')) }
}

function add(map: Map<string, string[]>, key: string, value: string): void {
  map.set(key, [...(map.get(key) ?? []), value].sort())
}

function deviceFacts(
  name: string,
  target: string,
  partitions: readonly string[],
  blocks: Blocks,
): Record<string, unknown> {
  const { read, holders, ids, pci } = blocks
  const wwn = ids.get(name)?.findLast(id => id.startsWith('wwn-'))
  const serial = read(`${name}/device/serial`)
  const address = /.+\/([a-f0-9]{4}:[a-f0-9]{2}:[01][a-f0-9]\.[0-7])\//.exec(target)?.[1]
  return {
    virtual: 1,
    links: linksOf(name, blocks),
    vendor: read(`${name}/device/vendor`),
    model: read(`${name}/device/model`),
    sas_address: read(`${name}/device/sas_address`),
    sas_device_handle: read(`${name}/device/sas_device_handle`),
    ...(serial === null ? {} : { serial }),
    removable: read(`${name}/removable`),
    support_discard: read(`${name}/queue/discard_granularity`),
    ...(wwn === undefined ? {} : { wwn: wwn.slice('wwn-'.length) }),
    partitions: Object.fromEntries(partitions.map(each => [each, partitionFacts(name, each, blocks)])),
    rotational: read(`${name}/queue/rotational`),
    scheduler_mode: /\[(.*)\]/.exec(read(`${name}/queue/scheduler`) ?? '')?.[1] ?? '',
    sectors: read(`${name}/size`) ?? 0,
    sectorsize: read(`${name}/queue/logical_block_size`) ?? read(`${name}/queue/hw_sector_size`) ?? 512,
    size: sizeOf(read(`${name}/size`)),
    host: (address && pci.get(address)) ?? '',
    holders: holders.get(name) ?? [],
  }
}

function partitionFacts(device: string, name: string, blocks: Blocks): Record<string, unknown> {
  const { read, holders, uuids } = blocks
  const path = `${device}/${name}`
  return {
    links: linksOf(name, blocks),
    start: read(`${path}/start`) ?? 0,
    sectors: read(`${path}/size`) ?? 0,
    // A partition has no queue, and so no sector size of its own in sysfs.
    sectorsize: 512,
    size: sizeOf(read(`${path}/size`)),
    uuid: uuids.get(name)?.[0] ?? null,
    holders: holders.get(path) ?? [],
  }
}

function linksOf(name: string, blocks: Blocks): Record<string, readonly string[]> {
  return Object.fromEntries(KINDS.map(kind => [kind, blocks[kind].get(name) ?? []]))
}

/** Returns a size for people. sysfs counts sectors of 512 bytes, whatever the device uses. */
function sizeOf(sectors: string | null): string {
  return humanReadable(Number(sectors ?? 0) * 512)
}
