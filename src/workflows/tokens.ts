import { Token } from '@lumino/coreutils';

/** Tells of launches that started several sessions. */
export interface IWorkflows {
  /** Begin to tell of a launch that was just made; `remark` is said along. */
  watchId(id: string, remark?: string): Promise<void>;
}

export const IWorkflows = new Token<IWorkflows>(
  'jupyter-ext:IWorkflows',
  'Tells of launches that started several sessions.'
);
