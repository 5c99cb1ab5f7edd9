import * as React from 'react';

import { ApiError, isGone } from '../api/request';
import { fetchFolders } from '../folders/place';
import { FolderTree } from '../folders/tree';
import { IJupyterExt, IPageProps } from '../tokens';
import {
  ActionButton,
  Banner,
  ErrorState,
  FieldErrors,
  IStep,
  Skeleton,
  Steps,
  describeError,
  fieldErrors,
  parseTags,
  useJx,
  useTrans
} from '../ui';
import { readBeginning } from '../ui/beginning';
import { InputsStep } from './inputsstep';
import { NameStep, OutputsStep } from './namesteps';
import { OrganiseOutputs } from './organise';
import { SpecificationStep } from './specificationstep';
import {
  Instance,
  IWizard,
  STEPS,
  StepId,
  createBody,
  emptyWizard,
  isChanged,
  isReachable,
  stepErrors,
  stepOf,
  withInstance,
  withSpecification
} from './wizard';

/** What every step gets. */
export interface IStepProps {
  state: IWizard;
  set: (patch: Partial<IWizard>) => void;
  /** What is wrong at a field, once it is worth saying. */
  error: (field: string) => string | null;
}

/** New instance: the page with the steps on the left. */
export function WizardPage(props: IPageProps): JSX.Element {
  const { id, page } = props;
  const jx = useJx();
  const trans = useTrans();
  const [begun, setBegun] = React.useState<IWizard>(emptyWizard);
  const [state, setState] = React.useState<IWizard>(emptyWizard);
  const [step, setStep] = React.useState<StepId>('specification');
  const [failure, setFailure] = React.useState<unknown>(null);
  const [made, setMade] = React.useState<Instance | null>(null);
  const beginning = readBeginning<'specification' | 'copy' | 'folder'>(id);
  const [loading, setLoading] = React.useState(
    !!(beginning.specification || beginning.copy)
  );
  const [attempt, setAttempt] = React.useState(0);
  const [refused, setRefused] = React.useState<FieldErrors>({});
  const [refusal, setRefusal] = React.useState<unknown>(null);
  const form = React.useRef<HTMLDivElement>(null);

  // From a specification's own menu the wizard begins at step 2.
  React.useEffect(() => {
    const empty = { ...emptyWizard(), folder: beginning.folder ?? null };
    const begin = (first: IWizard) => {
      setBegun(first);
      setState(first);
      setStep(first.specification ? 'inputs' : 'specification');
      setFailure(null);
    };
    if (!beginning.specification && !beginning.copy) {
      begin(empty);
      return;
    }
    setLoading(true);
    (beginning.copy
      ? readCopied(jx, beginning.copy, empty)
      : readSpecified(jx, beginning.specification!, empty)
    )
      .then(begin, error => setFailure(error))
      .finally(() => setLoading(false));
  }, [id, attempt]);

  const title = state.copiedFrom
    ? trans.__('Copy of %1', state.copiedFrom.name)
    : state.specification
      ? trans.__('New instance of %1', state.specification.name)
      : trans.__('New instance');
  React.useEffect(() => page.setTitle(title), [title]);
  const changed = isChanged(state, begun);
  React.useEffect(() => {
    page.setLeaveGuard(
      changed && !made
        ? {
            title: trans.__('Leave without saving?'),
            body: trans.__('The instance has not been made yet.'),
            accept: trans.__('Leave')
          }
        : null
    );
  }, [changed, made]);

  if (loading) {
    return <Skeleton lines={6} />;
  }
  if (failure) {
    return (
      <ErrorState
        title={trans.__('What it begins with could not be loaded')}
        error={failure}
        onRetry={() => setAttempt(attempt + 1)}
      />
    );
  }

  const at = STEPS.indexOf(step);
  const errors = stepErrors(state, step, trans);
  const blocking = Object.values(errors)[0] ?? null;
  const labels: Record<StepId, string> = {
    specification: trans.__('Specification'),
    inputs: trans.__('Inputs'),
    outputs: trans.__('Outputs'),
    name: trans.__('Name and runtime')
  };
  const steps: IStep[] = STEPS.map((one, i) => ({
    id: one,
    label: labels[one],
    reachable: !made && isReachable(state, one, trans),
    state: made
      ? 'done'
      : Object.keys(refused).some(field => stepOf(field) === one)
        ? 'invalid'
        : one === step
          ? 'current'
          : i < at
            ? 'done'
            : 'todo'
  }));
  steps.push({
    id: 'organise',
    label: trans.__('Organise outputs'),
    reachable: false,
    state: made ? 'current' : 'todo'
  });
  const goTo = (next: StepId) => {
    setStep(next);
    form.current?.focus();
    form.current?.scrollTo?.({ top: 0 });
  };
  const set = (patch: Partial<IWizard>) => {
    setState(now => ({ ...now, ...patch }));
    setRefusal(null);
    setRefused(now =>
      Object.fromEntries(
        Object.entries(now).filter(
          ([field]) =>
            !Object.keys(patch).some(
              key => field.startsWith(key) || field === `${key}_id`
            )
        )
      )
    );
  };
  const leave = async (instance: Instance) => {
    await jx.open('instance', instance.id);
    page.dispose();
  };
  const save = async () => {
    try {
      const instance = await jx.api.post('/instances', {
        body: createBody(state, trans, parseTags(state.tags))
      });
      page.setLeaveGuard(null);
      if (instance.outputs.length) {
        setMade(instance);
      } else {
        await leave(instance);
      }
    } catch (error) {
      const found = fieldErrors(error);
      setRefused(found);
      setRefusal(error);
      const field = Object.keys(found)[0];
      if (field) {
        goTo(stepOf(field));
      }
    }
  };
  const stepProps: IStepProps = {
    state,
    set,
    error: field => refused[field] ?? null
  };
  if (made) {
    return (
      <div className="jx-FormPage jx-Wizard">
        <header className="jx-FormPage-head">
          <h1 className="jx-ellipsis" title={made.name}>
            {trans.__('%1 was made', made.name)}
          </h1>
        </header>
        <div className="jx-Wizard-middle">
          <Steps steps={steps} onSelect={() => undefined} />
          <OrganiseOutputs
            instance={made}
            laterLabel={trans.__('Maybe later')}
            onLeave={() => leave(made)}
          />
        </div>
      </div>
    );
  }
  return (
    <div className="jx-FormPage jx-Wizard">
      <header className="jx-FormPage-head">
        <h1 className="jx-ellipsis" title={title}>
          {title}
        </h1>
      </header>
      <div className="jx-Wizard-middle">
        <Steps steps={steps} onSelect={next => goTo(next as StepId)} />
        <div
          className="jx-FormPage-body"
          ref={form}
          tabIndex={-1}
          role="group"
          aria-label={labels[step]}
        >
          {refusal !== null && (
            <Banner tone="error">
              {describeError(refusal, trans).message}
            </Banner>
          )}
          {step === 'specification' && (
            <SpecificationStep
              {...stepProps}
              onUse={specification => {
                setState(now => withSpecification(now, specification));
                setRefused({});
                setRefusal(null);
                goTo('inputs');
              }}
            />
          )}
          {step === 'inputs' && <InputsStep {...stepProps} />}
          {step === 'outputs' && <OutputsStep {...stepProps} />}
          {step === 'name' && <NameStep {...stepProps} />}
        </div>
      </div>
      <footer className="jx-Foot">
        <span className="jx-Foot-note" role="status">
          {step !== 'specification' && blocking}
        </span>
        <ActionButton label={trans.__('Cancel')} onClick={() => page.close()} />
        <ActionButton
          label={trans.__('Back')}
          disabled={at === 0 ? trans.__('This is the first step.') : null}
          onClick={() => goTo(STEPS[at - 1])}
        />
        {step === 'name' ? (
          <ActionButton
            primary
            label={trans.__('Save')}
            disabled={blocking}
            onClick={save}
          />
        ) : (
          <ActionButton
            primary
            label={trans.__('Next')}
            disabled={blocking}
            onClick={() => goTo(STEPS[at + 1])}
          />
        )}
      </footer>
    </div>
  );
}

async function readSpecified(
  jx: IJupyterExt,
  id: string,
  empty: IWizard
): Promise<IWizard> {
  const specification = await jx.api.get('/specifications/{specification_id}', {
    path: { specification_id: id }
  });
  return specification.registered_at && !specification.deleted_at
    ? withSpecification(empty, specification)
    : empty;
}

/** What a copy of an instance begins with; artifacts that can't be had are left empty. */
async function readCopied(
  jx: IJupyterExt,
  id: string,
  empty: IWizard
): Promise<IWizard> {
  const { api, trans } = jx;
  const instance = await api.get('/instances/{instance_id}', {
    path: { instance_id: id }
  });
  const specification = await api.get('/specifications/{specification_id}', {
    path: { specification_id: instance.specification.id }
  });
  if (!specification.registered_at || specification.deleted_at) {
    throw new ApiError(
      409,
      'conflict',
      specification.deleted_at
        ? trans.__('Its specification was deleted.')
        : trans.__(
            'Its specification is a draft. Register it, then copy the instance.'
          )
    );
  }
  const bound = instance.inputs
    .map(one => one.artifact)
    .filter(one => one && !one.deleted);
  const artifacts = await Promise.all(
    [...new Set(bound.map(one => one!.id))].map(artifact =>
      api
        .get('/artifacts/{artifact_id}', { path: { artifact_id: artifact } })
        .catch(error => {
          if (!isGone(error)) {
            throw error;
          }
          return null;
        })
    )
  );
  const tree = new FolderTree(await fetchFolders(jx, 'instance'));
  const folder = tree.get(instance.folder_id)?.id ?? null;
  return {
    ...withInstance(
      empty,
      instance,
      specification,
      artifacts.filter(one => one !== null),
      trans
    ),
    folder
  };
}
