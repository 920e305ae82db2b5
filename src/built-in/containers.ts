/** For the built-in task types: containers, their images, networks and volumes. It may change at any time. */
export { applyContainer } from '../task-lib/containers/apply-container.ts'
export { applyImage } from '../task-lib/containers/apply-image.ts'
export { applyNetwork, applyVolume } from '../task-lib/containers/apply-object.ts'
export { checkObject } from '../task-lib/containers/check-object.ts'
export { dockerComposeParams } from '../task-lib/containers/compose-params.ts'
export { checkCompose } from '../task-lib/containers/compose-plan.ts'
export { composeScript } from '../task-lib/containers/compose-project.ts'
export {
  dockerNetworkRequest,
  networkCreateWords,
  podmanNetworkRequest,
} from '../task-lib/containers/container-network.ts'
export {
  CONTAINER_OUTPUTS,
  IMAGE_OUTPUTS,
  NETWORK_OUTPUTS,
  VOLUME_OUTPUTS,
} from '../task-lib/containers/container-outputs.ts'
export { checkContainer, shownContainer } from '../task-lib/containers/container-plan.ts'
export { volumeRequest, volumeWords } from '../task-lib/containers/container-volume.ts'
export { dockerContainerParams } from '../task-lib/containers/docker-container-params.ts'
export { dockerContainerRequest } from '../task-lib/containers/docker-container-request.ts'
export { DOCKER_ALIASES, DOCKER_UNSUPPORTED, dockerProgram } from '../task-lib/containers/docker-program.ts'
export {
  dockerImageCommands,
  dockerImageRequest,
  podmanImageCommands,
  podmanImageRequest,
} from '../task-lib/containers/image-commands.ts'
export { dockerImageParams, podmanImageParams } from '../task-lib/containers/image-params.ts'
export { checkImage } from '../task-lib/containers/image-plan.ts'
export { memberChange, memberSteps, networkMembers } from '../task-lib/containers/network-members.ts'
export {
  dockerNetworkParams,
  dockerVolumeParams,
  podmanNetworkParams,
  podmanVolumeParams,
} from '../task-lib/containers/object-params.ts'
export { dockerNetworkSettings, podmanNetworkSettings } from '../task-lib/containers/object-settings.ts'
export { podmanContainerParams } from '../task-lib/containers/podman-container-params.ts'
export { podmanContainerRequest, podmanProgram } from '../task-lib/containers/podman-container-request.ts'
export { runContainerScript } from '../task-lib/containers/program.ts'
