import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Case, greetingOf, type Item } from './cases.ts'
import { type BenchHost, type Login, sshWords } from './hosts.ts'
import { filesOfTree, writeBig, writeTree } from './material.ts'
import type { Ready } from './tools.ts'

/**
 * Prepares the same checks written by hand: one shell script per host, over ssh to all hosts at once, that corrects
 * any difference.
 */
export function prepareFloor(
  folder: string,
  { items }: Case,
  hosts: readonly BenchHost[],
  login: Login,
): Ready {
  const lines = hosts.map(host => {
    const script = join(folder, `${host.name}.sh`)
    const ssh = sshWords(host, login)
      .map(word => `'${word}'`)
      .join(' ')
    const [transfer] = items.flatMap(item => transferByHand(item, folder, ssh) ?? [])
    writeFileSync(script, `${items.map(item => byHand(item, host)).join('\n')}\n`)
    return transfer ?? `${ssh} sh -s <${script} >${script}.out &`
  })
  const all = join(folder, 'floor.sh')
  writeFileSync(all, `${lines.join('\n')}\nwait\n! cat ${folder}/*.out | grep -v '^ok$'\n`)
  return { command: ['sh', all] }
}

/**
 * Returns the shell line for an item that is too large for a script: one ssh compares checksums, and a second one
 * transfers the bytes if they differ. Returns undefined for other items.
 */
function transferByHand(item: Item, folder: string, ssh: string): string | undefined {
  if (item.kind === 'tree') {
    writeTree(join(folder, 'tree'), item.files)
    const sums = filesOfTree(item.files).map(
      ({ name, content }) => `${sumOf(content)}  ${item.path}/${name}\n`,
    )
    writeFileSync(join(folder, 'sums'), sums.join(''))
    return `{ ${ssh} sha256sum -c --status <${folder}/sums 2>/dev/null ||
tar -C ${folder}/tree -c . | ${ssh} 'mkdir -p ${item.path} && tar -C ${item.path} -x'; } && echo ok >${folder}/out.out &`
  }
  if (item.kind !== 'big') return undefined
  const sum = writeBig(join(folder, 'big'), item.megabytes)
  return `{ ${ssh} '[ "$(sha256sum ${item.path} 2>&1)" = "${sum}  ${item.path}" ]' ||
${ssh} 'cat >${item.path}.new && mv ${item.path}.new ${item.path}' <${folder}/big; } && echo ok >${folder}/out.out &`
}

function byHand(item: Item, host: BenchHost): string {
  const report = '&& echo ok || echo bad'
  switch (item.kind) {
    case 'service':
      return `[ "$(systemctl is-active ${item.unit})" = active ] ${report}`
    case 'directory':
      return `[ "$(stat -c '%F %a %U' ${item.path} 2>&1)" = 'directory 755 root' ] || mkdir -p -m 755 ${item.path} ${report}; echo ok`
    case 'line':
      return `grep -qxF '${item.line}' ${item.path} 2>/dev/null || echo '${item.line}' >>${item.path}; echo ok`
    case 'copy':
      return fileByHand(item.path, item.content)
    case 'template':
      return fileByHand(item.path, greetingOf(host.name, item.source))
    case 'loop':
      return Array.from({ length: item.count }, (_, number) =>
        fileByHand(`${item.path}/${number}`, greetingOf(host.name, number)),
      ).join('\n')
    case 'tree':
    case 'big':
      return ''
  }
}

function fileByHand(path: string, content: string): string {
  return `if [ "$(sha256sum ${path} 2>&1)" = '${sumOf(content)}  ${path}' ] && [ "$(stat -c '%F %a %U' ${path})" = 'regular file 644 root' ]
then echo ok; else printf %s '${content}' >${path}.new && chmod 644 ${path}.new && mv ${path}.new ${path} && echo ok || echo bad; fi`
}

function sumOf(content: string): string {
  return createHash('sha256').update(content).digest('hex')
}
