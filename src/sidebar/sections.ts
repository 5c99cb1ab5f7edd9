import { IJupyterExt } from '../tokens';
import { artifacts, instances, specifications } from './foldersections';
import type { ISection } from './sectiontypes';
import { sessions } from './sessionsections';

/** All kinds of object that are built, each a section. */
export function objectSections(jx: IJupyterExt): ISection[] {
  const { trans } = jx;
  return [
    specifications(jx, trans),
    instances(jx, trans),
    sessions(jx, trans),
    artifacts(jx, trans)
  ];
}
