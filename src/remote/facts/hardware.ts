import { unescapeOctal } from '../../base/octal-escapes.ts'
import { parseLinks } from './device-links.ts'
import { parseDevices } from './devices.ts'
import type { Answers } from './parts.ts'
import { parseVolumes } from './volumes.ts'

/** Returns the facts on processors, memory, firmware, file systems and disks. */
export function parseHardware(answers: Answers): Record<string, unknown> {
  return {
    ...parseProcessors(answers.linesOf('cpu')),
    ...parseMemory(answers.fileOf('/proc/meminfo')),
    ...parseFirmware(answers),
    mounts: parseMounts(answers),
    ...parseDevices(answers),
    lvm: parseVolumes(answers.linesOf('lvm')),
  }
}

/** Returns the facts on processors. Source: ansible-core, `module_utils/facts/hardware/linux.py`. */
function parseProcessors(lines: readonly string[]): Record<string, unknown> {
  const [usable, bits] = lines.filter(line => /^\d+$/.test(line)).map(Number)
  const fields = lines.flatMap(line => {
    const [, name, value] = /^([^:]*?)\s*:\s*(.*?)\s*$/.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [{ name, value }]
  })
  const named = (name: string): string[] =>
    fields.filter(each => each.name === name).map(({ value }) => value)
  const all = named('processor').length || (usable ?? 0)
  const sockets = new Set(named('physical id')).size
  const cores = Number(named('cpu cores')[0] ?? 1) || 1
  const threads = Math.floor(Number(named('siblings')[0] ?? cores) / cores) || 1
  const count = sockets || all
  const processor = fields.filter(({ name }) => DESCRIBES.includes(name)).map(({ value }) => value)
  return {
    processor_count: count,
    processor_cores: sockets > 0 ? cores : 1,
    processor_threads_per_core: sockets > 0 ? threads : 1,
    processor_vcpus: sockets > 0 ? count * cores * threads : all,
    processor_nproc: usable ?? all,
    userspace_bits: bits === undefined ? 'NA' : String(bits),
    ...(processor.length > 0 ? { processor } : {}),
  }
}

const DESCRIBES = ['processor', 'vendor_id', 'model name', 'Processor', 'Vendor', 'cpu']

function parseMemory(lines: readonly string[]): Record<string, unknown> {
  const megabytes = (field: string): number => {
    const line = lines.find(each => each.startsWith(`${field}:`))
    return Math.floor(Number(/(\d+) kB/.exec(line ?? '')?.[1] ?? 0) / 1024)
  }
  const [total, free, swap, swapFree] = [
    megabytes('MemTotal'),
    megabytes('MemFree'),
    megabytes('SwapTotal'),
    megabytes('SwapFree'),
  ]
  const withoutCaches = free + megabytes('Cached') + megabytes('Buffers')
  return {
    memtotal_mb: total,
    memfree_mb: free,
    memavailable_mb: megabytes('MemAvailable'),
    swaptotal_mb: swap,
    swapfree_mb: swapFree,
    memory_mb: {
      real: { total, used: total - free, free },
      nocache: { free: withoutCaches, used: total - withoutCaches },
      swap: { total: swap, free: swapFree, used: swap - swapFree, cached: megabytes('SwapCached') },
    },
  }
}

/** The firmware file below /sys/class/dmi/id for each fact; only root may read some of them. */
const FIRMWARE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      ...['bios_date', 'bios_vendor', 'bios_version'],
      ...['board_asset_tag', 'board_name', 'board_serial', 'board_vendor', 'board_version'],
      ...['chassis_asset_tag', 'chassis_serial', 'chassis_vendor', 'chassis_version'],
      ...['product_name', 'product_serial', 'product_uuid', 'product_version'],
    ].map(name => [name, name]),
  ),
  system_vendor: 'sys_vendor',
}

/** Names of the chassis types of SMBIOS, by number. Source: ansible-core, `module_utils/facts/hardware/linux.py`. */
const FORM_FACTORS = [
  ...['Unknown', 'Other', 'Unknown', 'Desktop', 'Low Profile Desktop', 'Pizza Box', 'Mini Tower', 'Tower'],
  ...['Portable', 'Laptop', 'Notebook', 'Hand Held', 'Docking Station', 'All In One', 'Sub Notebook'],
  ...['Space-saving', 'Lunch Box', 'Main Server Chassis', 'Expansion Chassis', 'Sub Chassis'],
  ...['Bus Expansion Chassis', 'Peripheral Chassis', 'RAID Chassis', 'Rack Mount Chassis', 'Sealed-case PC'],
  ...['Multi-system', 'CompactPCI', 'AdvancedTCA', 'Blade', 'Blade Enclosure', 'Tablet', 'Convertible'],
  ...['Detachable', 'IoT Gateway', 'Embedded PC', 'Mini PC', 'Stick PC'],
]

function parseFirmware({ fileOf }: Answers): Record<string, string> {
  const read = (file: string): string => fileOf(`/sys/class/dmi/id/${file}`)[0]?.trim() || 'NA'
  const type = read('chassis_type')
  return {
    ...Object.fromEntries(Object.entries(FIRMWARE).map(([fact, file]) => [fact, read(file)])),
    form_factor: type === 'NA' ? 'NA' : (FORM_FACTORS[Number(type)] ?? `unknown (${type})`),
  }
}

/** Returns the mounted file systems that have a device, or a server as their source. */
function parseMounts({ linesOf }: Answers): Record<string, unknown>[] {
  const sizes = new Map(
    linesOf('sizes').map(line => {
      const [, numbers = '', mount = ''] = /^((?:\d+ ){5})(.*)$/s.exec(line) ?? []
      return [mount, numbers.trim().split(' ').map(Number)]
    }),
  )
  const { uuids } = parseLinks(linesOf('links'))
  return linesOf('mounts').flatMap(line => {
    const [device = '', mount = '', fstype = '', options = ''] = line.split(' ').map(unescapeOctal)
    if (!/^\/|:\//.test(device) || fstype === 'none') return []
    const size = sizes.get(mount)
    const entry = {
      mount,
      device,
      fstype,
      options,
      uuid: uuids.get(device.replace(/^\/dev\//, ''))?.[0] ?? 'N/A',
    }
    return [size ? { ...entry, ...sizesOf(size) } : entry]
  })
}

function sizesOf([block = 0, blocks = 0, available = 0, inodes = 0, free = 0]: readonly number[]) {
  return {
    size_total: block * blocks,
    size_available: block * available,
    block_size: block,
    block_total: blocks,
    block_available: available,
    block_used: blocks - available,
    inode_total: inodes,
    inode_available: free,
    inode_used: inodes - free,
  }
}
