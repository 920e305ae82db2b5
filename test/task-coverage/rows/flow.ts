import type { CoverageRow } from '../row.ts'

const here = { on: ['controller'], single: 'asks no host' } as const

/** Task types that run on the controller alone: the host of these rows refuses every request. */
export const FLOW_ROWS: readonly CoverageRow[] = [
  {
    ...{ ...here, type: 'add_host', title: 'adds a host to a group' },
    params: () => ({ name: 'web é', groups: ['web'], port: 2222 }),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'assert', title: 'passes if its conditions are true' },
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
    ...{ ...here, type: 'meta', title: 'accepts `flush_handlers`' },
    params: () => ({ free_form: 'flush_handlers' }),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'set_fact', title: 'sets a variable' },
    params: () => ({ leader: `it's "é"` }),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'set_stats', title: 'sets a custom statistic' },
    params: () => ({ data: { upgraded: 3 } }),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'setup', title: 'asks the engine for facts' },
    params: () => ({}),
    expects: 'in-sync',
  },
  {
    ...{ ...here, type: 'validate_argument_spec', title: 'passes if the arguments match the specification' },
    params: () => ({ argument_spec: { a: { type: 'str' } } }),
    expects: 'in-sync',
  },
]
