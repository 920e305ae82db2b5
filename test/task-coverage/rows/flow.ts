import type { CoverageRow } from '../row.ts'

const here = { on: ['controller'], single: 'asks no host' } as const

/** Task types that run on the controller alone: a host that refuses every question stands for the host. */
export const FLOW_ROWS: readonly CoverageRow[] = [
  {
    ...{ ...here, type: 'add_host', title: 'adds a host to a group' },
    params: () => ({ name: 'web é', groups: ['web'], port: 2222 }),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'assert', title: 'accepts what holds' },
    params: () => ({ that: [{ text: 'size(groups.web) == 2', value: true }], quiet: true }),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'debug', title: 'shows a message' },
    params: () => ({ msg: `it's "é" $(id)` }),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'group_by', title: 'adds the host to a group' },
    params: () => ({ key: 'os_x' }),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'include_vars', title: 'includes a file of variables' },
    params: () => ({ file: 'a.yml' }),
    project: { 'a.yml': 'a: é\n' },
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'meta', title: 'asks the engine' },
    params: () => ({ free_form: 'flush_handlers' }),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'set_fact', title: 'sets a variable' },
    params: () => ({ leader: `it's "é"` }),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'set_stats', title: 'sets a number' },
    params: () => ({ data: { upgraded: 3 } }),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'setup', title: 'asks the engine for facts' },
    params: () => ({}),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'validate_argument_spec', title: 'accepts what the specification allows' },
    params: () => ({ argument_spec: { a: { type: 'str' } } }),
    expects: 'in-sync',
  },
]
