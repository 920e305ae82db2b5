import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'
import { LVM_REPORT } from './lvm.ts'

/** A logical volume. */
export interface LogicalVolume {
  readonly name: string
  readonly bytes: number
  readonly isActive: boolean
  /**
   * The kind, which is the first attribute in lvs(8): `t` for a thin pool, `V` for a thin volume, `-` for a plain
   * volume.
   */
  readonly kind: string
}

/** A volume group with its volumes; sizes in bytes. */
export interface VolumeGroup {
  readonly size: number
  readonly free: number
  readonly extent: number
  readonly volumes: readonly LogicalVolume[]
}

/** Returns the resource name of a logical volume. */
export function volumeResource(group: string, volume: string): string {
  return `lvm-volume:${group}/${volume}`
}

/** Returns a probe for a volume group and its volumes. Its result is null if the group does not exist. */
export function volumesOf(group: string): Probe<VolumeGroup | null> {
  return probe<VolumeGroup | null>({
    title: `volumes of ${group}`,
    script: sh`export LC_ALL=C
groups=$(vgs ${LVM_REPORT} vg_name </dev/null) || exit
case " $(echo $groups) " in *${` ${group} `}*) ;; *) exit 0;; esac
vgs ${LVM_REPORT} vg_size,vg_free,vg_extent_size ${group} </dev/null && lvs -a ${LVM_REPORT} lv_name,lv_size,lv_attr ${group} </dev/null`,
    parse: ({ stdout }) => {
      const [first = '', ...lines] = stdout.toString().split('\n')
      if (first.trim() === '') return null
      const [size = 0, free = 0, extent = 0] = first.split(';').map(Number)
      return { size, free, extent, volumes: lines.filter(line => line.trim() !== '').map(volumeIn) }
    },
  })
}

function volumeIn(line: string): LogicalVolume {
  const [name = '', bytes, attributes = ''] = line.trim().split(';')
  // The names of LVM's internal volumes are in brackets.
  const plain = name.replace(/[[\]]/g, '')
  return { name: plain, bytes: Number(bytes), isActive: attributes[4] === 'a', kind: attributes[0] ?? '-' }
}
