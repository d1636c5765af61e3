import { array, object, optional, string } from '@sallyport/documents';
import type { ShapeValue } from '@sallyport/documents';

/** The `docker-host` section of `sallyport.yaml`. */
export const DOCKER_HOST_SECTION = object({
  trustedUsers: optional(
    array(string({ minLength: 1, maxLength: 100 }), { maxItems: 1000 }),
    'Who may be in the group docker: others in it are a finding. Without it, the list is for you to judge.',
  ),
});

export type DockerHostSection = ShapeValue<typeof DOCKER_HOST_SECTION>;
