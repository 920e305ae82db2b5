import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeHost } from '../../../src/authoring/testing.ts'
import { parseRpms } from '../../../src/remote/probes/packages/rpms.ts'
import dnf from '../../../tasks/packages/dnf.ts'
import { bind, noProject } from '../../kit/contract.ts'

// CentOS 7 of the guide: rpm 4.11 and yum 3.4 without dnf. The answers of its rpm are recorded.
const context = { project: noProject, environment: {}, isCheckMode: false }

function onCentos7(states: ReadonlyMap<string, readonly string[]>, names: string) {
  return fakeHost({ [`state of packages ${names}`]: states, 'which of dnf, yum exist': new Set(['yum']) })
}

test('without dnf a package is installed by yum, with options that yum of CentOS 7 has', async () => {
  const params = bind(dnf, { name: 'etcd' })
  const { host, calls, asked } = onCentos7(new Map([['etcd', []]]), 'etcd')
  const found = await dnf.check({ ...context, host, params } as never).catch(error => {
    throw new Error(`${error.message}; asked: ${asked.join(' | ')}`)
  })
  assert.is(found.kind, 'plan')
  await dnf.apply?.({ ...context, host, params, plan: found, reconnect: async () => host } as never)
  assert.equal(
    calls.map(call => ('run' in call ? call.run : '')),
    ['timeout 1860 yum -y  install etcd'],
  )
})

test('an installed package is left unchanged', async () => {
  const params = bind(dnf, { name: 'etcd-3.3.11' })
  const { host } = onCentos7(new Map([['etcd-3.3.11', ['3.3.11-2.el7.centos']]]), 'etcd-3.3.11')
  assert.is((await dnf.check({ ...context, host, params } as never)).kind, 'in-sync')
})

const WITH_DNF = {
  'which of dnf, yum exist': new Set(['dnf', 'yum']),
  'state of packages curl': new Map([['curl', ['7.76-2']]]),
}

test('the newest version is searched in the given repositories, without the excluded packages', async () => {
  const params = bind(dnf, { name: 'curl', state: 'latest', enablerepo: ['x'], exclude: ['y*'] })
  const { host } = fakeHost(WITH_DNF)
  const scripts: string[] = []
  const ask: typeof host.ask = async probe => {
    if (!probe.title.startsWith('updates')) return host.ask(probe)
    scripts.push(probe.script.text)
    return new Set(['curl']) as never
  }
  const found = await dnf.check({ ...context, host: { ...host, ask }, params } as never)
  assert.is(found.kind, 'plan')
  assert.match(scripts.join().replaceAll("'", ''), /dnf -q -C --enablerepo=x --exclude=y\* check-update curl/)
})

test('if the newest versions are not known after an update of the metadata, that is an error', async () => {
  const params = bind(dnf, { name: 'curl', state: 'latest' })
  const { host } = fakeHost({ ...WITH_DNF, 'updates of curl': undefined })
  const first = await dnf.check({ ...context, host, params } as never)
  assert.equal(first.kind === 'plan' && [first.changes, first.isStage], [[], true])
  const again = await dnf
    .check({ ...context, host, params, carriedOut: first } as never)
    .catch(error => error.message)
  assert.is(again, 'dnf does not report the newest versions')
})

test('the output of rpm of CentOS 7 is parsed', () => {
  const said =
    '@ etcd\n0:3.3.11-2.el7.centos\n@ curl\npackage curl is not installed\n@ no-such\nno package provides no-such\n'
  assert.equal(
    [...parseRpms(said)],
    [
      ['etcd', ['3.3.11-2.el7.centos']],
      ['curl', []],
      ['no-such', []],
    ],
  )
})

test.run()
