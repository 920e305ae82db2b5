import type { UnitState } from '../../remote/probes/unit.ts'

/** What `systemctl` can do about whether a unit starts at boot. */
export interface Enabling {
  /** Whether it starts at boot, and at the next boot too. */
  readonly isEnabled: boolean
  /** How it is enabled: the arguments of systemctl, or why that is impossible. */
  readonly enable: Way
  /** How it comes not to. */
  readonly disable: Way
}

/**
 * Arguments for systemctl in their order, none if there is nothing to do; or the reason why it is impossible,
 * with a hint.
 */
export type Way =
  | { readonly verbs: readonly UnitFileVerb[] }
  | { readonly refused: string; readonly hint: string }

export type UnitFileVerb = 'enable' | 'disable' | 'disable --runtime' | 'mask' | 'unmask' | 'unmask --runtime'

/**
 * What each state of a unit file means for the next boot. Sources: systemctl(1), is-enabled, and what enable and disable did to
 * units of each state under systemd 252.
 */
export function enablingOf(unit: string, state: UnitState): Enabling {
  const { file, links, path } = state
  const undo = disabling(state)
  switch (file) {
    case 'enabled':
      return { isEnabled: true, enable: NOTHING, disable: undo }
    // Linked below /run alone, which is empty after a boot; but a generator makes its links again at each boot.
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
    // The unit below starts again when the mask is removed; while it is masked, systemctl does not change its
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

/** How a unit is masked or unmasked, also after the next boot. */
export function maskingOf(unit: string, { file, load, masks }: UnitState, wanted: boolean): Way {
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

const NOTHING: Way = { verbs: [] }

const MASKED = 'add `masked: false`'

function by(...verbs: readonly UnitFileVerb[]): Way {
  return { verbs }
}

function refused(unit: string, why: string, hint: string, what = 'enabled'): Way {
  return { refused: `${unit} cannot be ${what}: ${why}`, hint }
}

/** Links below /run stay when those below /etc go, and keep it enabled until the next boot. */
function disabling({ links }: UnitState): Way {
  return by('disable', ...(links.includes('run') ? (['disable --runtime'] as const) : []))
}

/** Without an [Install] section: other units start it, or nothing does; systemctl does nothing about it and says so. */
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

/** Its file names others that are enabled with it; or it has another name by hand, and is not enabled itself. */
function indirectUnit({ also, isInstallable }: UnitState): Enabling {
  const isOn = (state: string): boolean => state === 'enabled' || state === 'static' || state === 'alias'
  const isEnabled = !isInstallable && also.length > 0 && also.every(isOn)
  const isAnyOn = !isInstallable && also.some(state => state === 'enabled')
  return { isEnabled, enable: by('enable'), disable: isAnyOn ? by('disable') : NOTHING }
}

/** Made at each boot, from /etc/fstab and its like: whether it starts is said there. */
function generatedUnit(unit: string, { isWanted, path }: UnitState): Enabling {
  const hint = `change the source of ${path}, such as /etc/fstab`
  const refuse = (what: string): Way => ({
    refused: `${unit} cannot be ${what}: it is generated at each boot`,
    hint,
  })
  return { isEnabled: isWanted, enable: refuse('enabled'), disable: isWanted ? refuse('disabled') : NOTHING }
}
