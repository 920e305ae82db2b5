import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { greetingOf, type Item } from './cases.ts'
import type { Prepare } from './tools.ts'

/**
 * Prepares BundleWrap with one bundle. It cannot edit lines, so an action with `unless` does that, as its manual
 * recommends.
 */
export const prepareBundleWrap: Prepare = (folder, { items }, hosts, login) => {
  mkdirSync(join(folder, 'bundles/site'), { recursive: true })
  const nodes = Object.fromEntries(
    hosts.map(({ name, address }) => [name, { hostname: address, bundles: ['site'] }]),
  )
  writeFileSync(join(folder, 'nodes.py'), `nodes = ${JSON.stringify(nodes)}\n`)
  writeFileSync(join(folder, 'groups.py'), 'groups = {}\n')
  writeFileSync(join(folder, 'requirements.txt'), 'bundlewrap\n')
  writeFileSync(
    join(folder, 'bundles/site/items.py'),
    `directories, files, actions, svc_systemd = {}, {}, {}, {}\n${items.map(statementFor).join('\n')}\n`,
  )
  const options = `-i ${login.key} -o UserKnownHostsFile=${login.knownHosts} -o LogLevel=ERROR -o User=${login.user}`
  return {
    command: [
      'bw',
      '-r',
      folder,
      'apply',
      '-p',
      String(hosts.length),
      '-P',
      '10',
      ...hosts.map(({ name }) => name),
    ],
    environment: {
      BW_SSH_ARGS: options,
      BW_SCP_ARGS: options,
      BW_IDENTITY: login.user,
      BW_GIT_DEPLOY_CACHE: folder,
    },
  }
}

function statementFor(item: Item): string {
  switch (item.kind) {
    case 'directory':
      return `directories['${item.path}'] = {'mode': '0755', 'owner': 'root'}`
    case 'copy':
      return `files['${item.path}'] = {'content': ${JSON.stringify(item.content)}, 'content_type': 'text', 'mode': '0644'}`
    case 'template':
      return `files['${item.path}'] = {'content': ${JSON.stringify(greetingOf('${node.name}', item.source))}, 'content_type': 'mako', 'mode': '0644'}`
    case 'line':
      return `actions['line ${item.path.replaceAll('/', ' ')}'] = {'command': "echo '${item.line}' >>${item.path}", 'unless': "grep -qxF '${item.line}' ${item.path}", 'needs': ['directory:'], 'cascade_skip': False}`
    case 'service':
      return `svc_systemd['${item.unit}'] = {'running': True, 'enabled': None}`
    default:
      throw new Error(`BundleWrap is not tried with ${item.kind}`)
  }
}
