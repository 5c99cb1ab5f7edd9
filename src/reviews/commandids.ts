export namespace CommandIDs {
  /** Args: id of a session. Goes on with its open review, or begins one. */
  export const reviewSession = 'jupyter-ext:review-session';
  /** Args: id of a session. */
  export const newReview = 'jupyter-ext:new-review';
  /** Args: id of a review, tab. Shows its page. */
  export const open = 'jupyter-ext:open-review';
  /** Args: id of a review. Opens it in the notebook editor. */
  export const edit = 'jupyter-ext:edit-review';
  export const submit = 'jupyter-ext:submit-review';
  export const approve = 'jupyter-ext:approve-review';
  export const requestChanges = 'jupyter-ext:request-changes';
}
