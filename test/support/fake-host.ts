import type { Tensors } from "../../src/domain/inference.ts";
import type { HostReply, HostRequest, Opened, Ran } from "../../src/inference/host/messages.ts";
import type { HostLinkOptions, MakeHostLink } from "../../src/inference/host-link.ts";

interface Pending {
  request: HostRequest;
  /** Answers as an echo of the inputs, taking `runMs` as it says. */
  finish(runMs?: number): void;
  fail(code: string, message?: string): void;
}

export interface FakeHost {
  readonly makeLink: MakeHostLink;
  /** Processes started so far. */
  readonly starts: number;
  /** Runs that wait for the test to finish them; `isPatient` makes runs wait here. */
  readonly pending: Pending[];
  isPatient: boolean;
  /** Whether a new process says it is ready, and says it lives. */
  isResponsive: boolean;
  /** Decides what opening a file takes or that it fails. */
  open: (work: { path: string; provider: string }) => { runMs: number } | { error: string } | "crash";
  /** Everything asked of it, e.g. `open fp32.onnx cpu`, `run 1`, `close 1`. */
  readonly asked: string[];
  /** What the process does by itself. */
  alive(): void;
  exit(reason: string): void;
}

/** A host without a process: it answers at once unless told otherwise. The model gives its inputs back. */
export function createFakeHost(): FakeHost {
  let current: HostLinkOptions | undefined;
  const sessions = new Map<number, { runMs: number }>();
  const say = (link: HostLinkOptions, reply: HostReply) =>
    queueMicrotask(() => {
      if (current === link) link.onReply(reply);
    });

  const host = {
    starts: 0,
    pending: [] as Pending[],
    isPatient: false,
    isResponsive: true,
    open: () => ({ runMs: 1 }),
    asked: [] as string[],
    alive() {
      current?.onReply({ type: "alive", residentBytes: 80e6 });
    },
    exit(reason: string) {
      const last = current;
      current = undefined;
      sessions.clear();
      host.pending.length = 0;
      last?.onExit(reason);
    },
    makeLink: ((options) => {
      host.starts += 1;
      current = options;
      if (host.isResponsive) say(options, { type: "ready" });
      return {
        pid: 1000 + host.starts,
        post: (request) => handle(options, request),
        kill: () => queueMicrotask(() => current === options && host.exit("it was ended by SIGKILL")),
      };
    }) as MakeHostLink,
  } as { -readonly [K in keyof FakeHost]: FakeHost[K] };

  function handle(link: HostLinkOptions, request: HostRequest): void {
    const { id, work } = request;
    const done = (result: Opened | Ran | null) => say(link, { type: "done", id, result });
    const fail = (code: string, message = code) =>
      say(link, { type: "failed", id, error: { code, message } });
    if (work.type === "open") {
      const { session, path, provider, warmUp } = work;
      const file = path.slice(path.lastIndexOf("/") + 1);
      host.asked.push(`open ${file} ${provider.name}`);
      const answer = host.open({ path: file, provider: provider.name });
      if (answer === "crash") {
        queueMicrotask(() => host.exit("it was ended by SIGSEGV"));
      } else if ("error" in answer) {
        fail(answer.error);
      } else {
        sessions.set(session, answer);
        done({ loadMs: 5, memoryBytes: 1e6, warmUp: echo(warmUp) });
      }
      return;
    }
    host.asked.push(`${work.type} ${work.session}`);
    const session = sessions.get(work.session);
    if (work.type === "close") {
      sessions.delete(work.session);
      done(null);
      return;
    }
    if (!session) {
      fail("bug", `there is no session ${work.session}`);
      return;
    }
    const finish = (runMs = session.runMs) => done({ outputs: echo(work.inputs), runMs });
    if (host.isPatient) host.pending.push({ request, finish, fail });
    else finish();
  }

  return host;
}

function echo(inputs: Tensors): Tensors {
  return structuredClone(inputs) as Tensors;
}
