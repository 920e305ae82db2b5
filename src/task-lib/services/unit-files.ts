import type { UnitState } from '../../remote/probes/unit.ts'

/** Whether a unit starts at boot, and how systemctl can change that. */
export interface Enabling {
  /** Whether it starts at every boot. */
  readonly isEnabled: boolean
  /** How the unit is enabled. */
  readonly enable: UnitFileCommands
  /** How the unit is disabled. */
  readonly disable: UnitFileCommands
}

/** The systemctl commands in order, none if nothing is to be done; or the reason why it is impossible, with a hint. */
export type UnitFileCommands =
  | { readonly verbs: readonly UnitFileVerb[] }
  | { readonly refused: string; readonly hint: string }

export type UnitFileVerb = 'enable' | 'disable' | 'disable --runtime' | 'mask' | 'unmask' | 'unmask --runtime'

/**
 * Returns for a unit whether it starts at the next boot, and how that can be changed, derived from the state of its
 * unit file. Sources: systemctl(1), is-enabled, and observed effects of enable and disable on units of each state under
 * systemd 252.
 */
export function enablingOf(unit: string, state: UnitState): Enabling {
  const { file, links, path } = state
  const undo = disabling(state)
  switch (file) {
    case 'enabled':
      return { isEnabled: true, enable: NOTHING, disable: undo }
    // Only linked below /run, which is empty after a boot; but a generator creates its links again at each boot.
    case 'enabled-runtime':
      if (!links.includes('run'))
        return { ...generatedUnit(unit, { ...state, isWanted: true }), enable: NOTHING }
      return { isEnabled: false, enable: by('enable'), disable: by('disable --runtime') }
    case 'static':
      return staticUnit(unit, state)
    case 'indirect':
      return indirectUnit(state)
    case 'generated':
      return generatedUnit(unit, state)
    case 'transient':
      return no(`it is transient and does not survive a reboot`, 'give it a unit file')
    case 'bad':
      return no(`its unit file cannot be read: ${path}`, '`systemd-analyze verify` shows the error')
    // When the mask is removed, the masked unit can start again; while it is masked, systemctl does not change its
    // links.
    case 'masked-runtime':
      return {
        isEnabled: false,
        enable: refused(unit, 'it is masked', MASKED),
        disable: links.includes('etc')
          ? refused(unit, 'it is masked only until the next boot', MASKED)
          : NOTHING,
      }
    case 'masked':
      return { isEnabled: false, enable: refused(unit, 'it is masked', MASKED), disable: NOTHING }
    // `disabled`, `linked`, `linked-runtime`, an alias, a missing unit: remaining links would start it.
    default:
      return {
        isEnabled: false,
        enable: by('enable'),
        disable: file === '' && links.length > 0 ? undo : NOTHING,
      }
  }

  function no(why: string, hint: string): Enabling {
    return { isEnabled: false, enable: refused(unit, why, hint), disable: NOTHING }
  }
}

/** Returns how a unit is masked or unmasked permanently. */
export function maskingOf(unit: string, { file, load, masks }: UnitState, wanted: boolean): UnitFileCommands {
  const isMasked = file.startsWith('masked') || load === 'masked'
  if (wanted) return file === 'masked' || masks.includes('etc') ? NOTHING : by('mask')
  if (!isMasked && masks.length === 0) return NOTHING
  if (masks.length === 0 && file === 'masked') {
    const why = 'its package masks it: its file in /usr/lib is empty'
    return refused(unit, why, 'a unit file of the same name in /etc/systemd/system overrides it', 'unmasked')
  }
  return by(
    'unmask',
    ...(masks.includes('run') || file === 'masked-runtime' ? (['unmask --runtime'] as const) : []),
  )
}

const NOTHING: UnitFileCommands = { verbs: [] }

const MASKED = 'add `masked: false`'

function by(...verbs: readonly UnitFileVerb[]): UnitFileCommands {
  return { verbs }
}

function refused(unit: string, why: string, hint: string, what = 'enabled'): UnitFileCommands {
  return { refused: `${unit} cannot be ${what}: ${why}`, hint }
}

/**
 * Returns the commands that disable a unit. Links below /run are removed separately: they would keep it enabled until
 * the next boot.
 */
function disabling({ links }: UnitState): UnitFileCommands {
  return by('disable', ...(links.includes('run') ? (['disable --runtime'] as const) : []))
}

/**
 * Handles a unit without an [Install] section: it starts only if other units start it, and systemctl cannot enable or
 * disable it.
 */
function staticUnit(unit: string, { isWanted, isTriggered }: UnitState): Enabling {
  return {
    isEnabled: isWanted || isTriggered,
    enable: refused(
      unit,
      'its file has no [Install] section, and no other unit starts it',
      'add one, as in a drop-in: `[Install]` with `WantedBy=multi-user.target`',
    ),
    disable: isWanted
      ? {
          refused: `${unit} cannot be disabled: other units start it`,
          hint: '`masked: true` prevents it from starting',
        }
      : NOTHING,
  }
}

/**
 * Handles a unit that is not enabled itself: its file lists other units that are enabled with it (`Also=`), or it was
 * linked manually under another name.
 */
function indirectUnit({ also, isInstallable }: UnitState): Enabling {
  const isOn = (state: string): boolean => state === 'enabled' || state === 'static' || state === 'alias'
  const isEnabled = !isInstallable && also.length > 0 && also.every(isOn)
  const isAnyOn = !isInstallable && also.some(state => state === 'enabled')
  return { isEnabled, enable: by('enable'), disable: isAnyOn ? by('disable') : NOTHING }
}

/**
 * Handles a unit that is generated at each boot, for example from /etc/fstab: only that source determines whether it
 * starts.
 */
function generatedUnit(unit: string, { isWanted, path }: UnitState): Enabling {
  const hint = `change the source of ${path}, such as /etc/fstab`
  const refuse = (what: string): UnitFileCommands => ({
    refused: `${unit} cannot be ${what}: it is generated at each boot`,
    hint,
  })
  return { isEnabled: isWanted, enable: refuse('enabled'), disable: isWanted ? refuse('disabled') : NOTHING }
}
