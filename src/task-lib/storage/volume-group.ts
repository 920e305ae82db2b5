import { type Probe, probe } from '../../remote/probe.ts'
import { sh } from '../../shell/quote.ts'
import { LVM_REPORT } from './lvm.ts'

/** A physical volume. */
interface PhysicalVolume {
  /** Its path, with symbolic links resolved. */
  readonly path: string
  /** Its volume group; empty if it is in none. */
  readonly group: string
  /** The number of whole extents of its device that it does not use yet. */
  readonly room: number
}

/** The state of a volume group and of the devices that it should have. */
export interface GroupState {
  /** The requested devices, with symbolic links resolved; null for one that does not exist. */
  readonly devices: readonly (string | null)[]
  readonly volumes: readonly PhysicalVolume[]
  /** The number of logical volumes in the group; null if there is no such group. */
  readonly logical: number | null
}

/** Returns the resource name of a volume group. */
export function groupResource(group: string): string {
  return `lvm-group:${group}`
}

const FIELDS = 'pv_name,vg_name,dev_size,pe_start,vg_extent_size,pv_pe_count'

/** Returns a probe for the state of a volume group and of devices. */
export function groupState(group: string, devices: readonly string[]): Probe<GroupState> {
  return probe({
    title: `volume group ${group}`,
    script: sh`export LC_ALL=C
for d in ${devices}; do
  if [ -e "$d" ]; then printf 'device;%s\\n' "$(readlink -f -- "$d")"; else echo 'device;'; fi
done
pvs=$(pvs ${LVM_REPORT} ${FIELDS} </dev/null) && vgs=$(vgs ${LVM_REPORT} vg_name,lv_count </dev/null) || exit
printf '%s\\n' "$pvs" | while IFS=';' read -r name rest; do
  name=\${name#"\${name%%[! ]*}"}
  case $name in /*) printf 'volume;%s;%s\\n' "$(readlink -f -- "$name")" "$rest";; esac
done
printf '%s\\n' "$vgs" | while IFS=';' read -r name count; do
  [ "\${name##* }" != ${group} ] || echo "group;$count"
done`,
    parse: ({ stdout }) => readGroup(stdout.toString()),
    own: {
      resource: groupResource(group),
      after: ({ after }) => {
        const paths = Array.isArray(after?.pvs) ? after.pvs.map(String) : []
        const volumes = paths.map(path => ({ path, group, room: 0 }))
        return { devices, volumes, logical: after ? 0 : null }
      },
    },
  })
}

function readGroup(text: string): GroupState {
  const lines = text.split('\n').map(line => line.split(';'))
  const of = (kind: string) => lines.filter(([first]) => first === kind).map(([, ...fields]) => fields)
  return {
    devices: of('device').map(([path = '']) => path || null),
    volumes: of('volume').map(([path = '', group = '', size, start, extent, count]) => {
      const whole = Number(extent) > 0 ? Math.floor((Number(size) - Number(start)) / Number(extent)) : 0
      return { path, group: group.trim(), room: Number(extent) > 0 ? whole - Number(count) : 0 }
    }),
    logical: of('group').map(([count]) => Number(count))[0] ?? null,
  }
}
