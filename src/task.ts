/** All that a task file imports. */
export { z } from 'zod'
export { TaskError, UnreachableError } from './errors.ts'
export type { FileWrite, Host, LocalContent, MadeContent, ReadHost, RunOptions } from './host/host.ts'
export { printed } from './host/printed.ts'
export { type Answer, type Probe, probe } from './host/probe.ts'
export { accountId, groupId, homeOf, userId, usersOfGroup } from './host/probes/account.ts'
export { parseUser, type UserState, userState } from './host/probes/accounts.ts'
export { tarOfFile } from './host/probes/archive.ts'
export { bootId } from './host/probes/boot.ts'
export { type Condition, conditionHolds } from './host/probes/condition.ts'
export { attributeFlags, mimeType } from './host/probes/describe.ts'
export { DIGEST_ALGORITHMS, type DigestAlgorithm, shellDigest } from './host/probes/digest.ts'
export { type EtcdClient, type EtcdHealth, etcdHealth, etcdWithoutCertificate } from './host/probes/etcd.ts'
export { type EtcdMember, type EtcdStatus, type EtcdView, etcdView } from './host/probes/etcd-cluster.ts'
export { type EtcdData, etcdData } from './host/probes/etcd-data.ts'
export { globWord, pathExists } from './host/probes/exists.ts'
export { fileState, fileStates } from './host/probes/file.ts'
export { plainPath } from './host/probes/files.ts'
export { pathsBelow } from './host/probes/listing.ts'
export {
  type AptSimulation,
  type AptStep,
  aptArchives,
  aptListsAge,
  aptSimulation,
  type DebFile,
  type DebState,
  debFile,
  debNames,
  debStates,
  globName,
  NO_PACKAGE,
  parseDebs,
  parseRpms,
  rpmGroups,
  rpmStates,
  rpmUnneeded,
  rpmUpdates,
} from './host/probes/package.ts'
export { fileContent } from './host/probes/read.ts'
export { pathToChange, realPath } from './host/probes/real-path.ts'
export type { FileKind, FileState } from './host/probes/stat-line.ts'
export { type LocalTimes, localTimes } from './host/probes/times.ts'
export { presentTools } from './host/probes/tools.ts'
export { hasOthers, type TreeMode, treeModes } from './host/probes/tree.ts'
export {
  changedSince,
  NO_UNIT,
  type UnitScope,
  type UnitState,
  unitFilesChanged,
  unitState,
} from './host/probes/unit.ts'
export { withSaid } from './host/said.ts'
export { joinShell, quote, ShellText, type ShellValue, sh } from './host/shell.ts'
export { absolutePath } from './task/absolute-path.ts'
export { aptFailure, runApt, unknownPackage, withoutStarts } from './task/apt-get.ts'
export { compareArchive, placeIn, wantedMode } from './task/archive/compare.ts'
export {
  type ArchiveEntry,
  plainMember,
  refuseLeadingOut,
  refuseUnsafe,
  type SelectedEntry,
  selectEntries,
} from './task/archive/entries.ts'
export { type Extraction, extractScript, unpackScript } from './task/archive/extract.ts'
export {
  type ArchiveSource,
  type Inspected,
  inspectArchive,
  type Looking,
  type NotYet,
} from './task/archive/inspect.ts'
export { judgeLinks } from './task/archive/judge.ts'
export { MOST_BYTES } from './task/archive/limits.ts'
export { readTarOptions, TAR_OPTIONS, type TarOptions } from './task/archive/options.ts'
export { picksOf } from './task/archive/picks.ts'
export {
  type Attributes,
  attributeParams,
  attributesIn,
  compareAttributes,
  differs,
  knownAttributes,
  setAttributes,
  type WantedAttributes,
} from './task/attributes.ts'
export { findInList, parseChecksum, type WantedChecksum } from './task/checksum.ts'
export {
  type CommandParams,
  commandOutputs,
  commandParams,
  createdBy,
  guardedBy,
  inPlace,
  leftOut,
  runCommand,
  spanOf,
} from './task/commands.ts'
export { digestHex, type PlannedContent, packContent, unpackContent } from './task/content.ts'
export { isCryptString } from './task/crypt-string.ts'
export {
  type ApplyContext,
  type CheckContext,
  type ComposedTaskType,
  defineTask,
  type Reconnect,
  type StateTaskType,
  type TaskCall,
  type TaskContext,
  type TaskType,
} from './task/define.ts'
export {
  type Download,
  type DownloadTool,
  downloadedDigest,
  downloadedText,
  downloadScript,
  isConfidential,
  shownUrl,
} from './task/download.ts'
export { digestOfDownload, withDownload } from './task/download-here.ts'
export { freeName } from './task/etcd/free-name.ts'
export { awaitHealth, etcdClientParams, refuseDead } from './task/etcd/health.ts'
export { bracketed, clusterId, memberId, peerUrl } from './task/etcd/ids.ts'
export {
  awaitSpare,
  type Membership,
  membershipNow,
  removeMember,
  runEtcdctl,
  showMember,
} from './task/etcd/members.ts'
export { canSpare, quorumOf } from './task/etcd/quorum.ts'
export { confirmationFor, restorationOf } from './task/etcd/restoration.ts'
export { decide, isRefusal, type Role } from './task/etcd/roles.ts'
export { etcdDataParams, flagOf, walDirectoryOf } from './task/etcd/settings.ts'
export { readSnapshot } from './task/etcd/snapshot-file.ts'
export type { Survey } from './task/etcd/survey.ts'
export { minorOf } from './task/etcd/version.ts'
export { explainFiles } from './task/explain-files.ts'
export {
  contentOfHost,
  contentOfLocal,
  type FoundEntry,
  treeOfHost,
  treeOfProject,
} from './task/found-entries.ts'
export { given } from './task/given.ts'
export { httpGet, httpInto, httpText } from './task/http-get.ts'
export { makeParents, parentOf, privateFolder, temporaryFolder } from './task/into-place.ts'
export { parseJson } from './task/json.ts'
export { KNOWN_AFTER_APPLY } from './task/known-after-apply.ts'
export { type EditedText, editLines, type LineEdit, whyRestless } from './task/lines.ts'
export { mayChangeFiles, mayChangeIn } from './task/may-change.ts'
export { resolveMode } from './task/mode.ts'
export { type Evaluated, expression, flag, hostPath, mode, number, oneOrMore, text } from './task/params.ts'
export { type PathPlan, pathScript, type Times } from './task/path-scripts.ts'
export { howFarOff, refuseWrongClock } from './task/pki/clock.ts'
export {
  compareCertificate,
  type Differences,
  hostsOf,
  isEnding,
  subjectOf,
  usagesOf,
  type WantedCertificate,
} from './task/pki/compare.ts'
export {
  commonName,
  commonNameOf,
  type Profile,
  pkiName,
  type Request,
  readProfile,
  readRequest,
  requestParams,
  usagesParam,
} from './task/pki/documents.ts'
export { duration, milliseconds } from './task/pki/duration.ts'
export {
  type CfsslRun,
  closeKey,
  documentChange,
  issuedFiles,
  makeDirectory,
  mayIssue,
  openKeyChange,
  type PkiFiles,
  readPki,
  runCfssl,
  unissued,
  writeIssued,
} from './task/pki/files.ts'
export { type Issued, issueAuthority, issueCertificate } from './task/pki/forge.ts'
export { type CertificateView, isIssuedBy, keyMatches, viewCertificate, viewKey } from './task/pki/view.ts'
export {
  type Change,
  type InSync,
  inSync,
  type Json,
  type Outputs,
  type Plan,
  plan,
  waits,
} from './task/plan.ts'
export { known, onlyRunTells, orUnknown, orUnknownAnswer } from './task/predicted/laid.ts'
export { ensuredDirectory } from './task/predicted/orphans.ts'
export type { MayChange } from './task/predicted/state.ts'
export type { LocalEntry, LocalFile, Project } from './task/project.ts'
export { isProtected, lexical, PROTECTED } from './task/protected-paths.ts'
export {
  contentOf,
  digestOf,
  type FileContent,
  type FilePlan,
  type FileSource,
  fileOptionsIn,
  KIND_NAMES,
  planFile,
  putFile,
  putFilesTogether,
  type WantedFile,
} from './task/put-file.ts'
export { askStates, planTree, putTree, type TreePlan, type WantedEntry } from './task/put-tree.ts'
export { warned } from './task/put-warnings.ts'
export { compileRegex, expandReplacement } from './task/python-regex.ts'
export { parseSize } from './task/size.ts'
export { looksSecret, MAX_DIFF, textChange } from './task/text-change.ts'
export { compareTree, type TreeChange, treeScript } from './task/tree-attributes.ts'
export { unitFailure } from './task/unit-failure.ts'
export { enablingOf, maskingOf, type UnitFileVerb, type Way } from './task/unit-files.ts'
export { answerOf, conditionFault } from './values/condition.ts'
export { Secret } from './values/secret.ts'
export { Unknown } from './values/unknown.ts'
export { splitWords } from './words.ts'
