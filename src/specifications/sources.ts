import { NotebookPanel } from '@jupyterlab/notebook';
import { DocumentRegistry } from '@jupyterlab/docregistry';

import { saveDocument } from '../core/saving';
import type { ICommitSource } from './commit';
import { NotebookSignature } from './notebook';
import { PARTS } from './signature';

/** An open notebook, whose metadata keeps the signature. */
export function notebookSource(
  panel: NotebookPanel,
  signature: NotebookSignature
): ICommitSource {
  return {
    get path() {
      return panel.context.path;
    },
    get signature() {
      // An undeclared signature is left to the server, which reads the code.
      return PARTS.some(part => signature.signature[part].length) ||
        signature.specificationId
        ? signature.signature
        : null;
    },
    get specificationId() {
      return signature.specificationId;
    },
    save: () => signature.save(),
    setSpecification: id => signature.setSpecification(id),
    setSignature: next => signature.edit(next)
  };
}

/** A script: it keeps no signature, the server knows it by its path. */
export function scriptSource(
  path: string,
  context: DocumentRegistry.Context | null
): ICommitSource {
  return {
    path,
    signature: null,
    specificationId: null,
    save: async () => {
      if (context) {
        await saveDocument(context);
      }
    },
    setSpecification: () => undefined,
    setSignature: () => undefined
  };
}
