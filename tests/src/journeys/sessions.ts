import { createPlinto, memoryStorage } from "@plinto/core";
import { expect } from "vitest";
import { expectRefusal } from "./expect-refusal.ts";
import type { Journey } from "./journey.ts";

const newPassword = "staple battery horse";

export const passwordReset: Journey = {
  title: "a password reset ends every session, and the old password is good for nothing",
  async walk(door) {
    const { mock, connect, close } = await door.open({ clock: "virtual" });
    try {
      const { email, password } = mock.seed.users.bob;
      const laptop = createPlinto(connect());
      const phone = createPlinto(connect());
      await laptop.auth.signIn({ email, password });
      await phone.auth.signIn({ email, password });
      const visitor = createPlinto(connect());
      await visitor.auth.requestPasswordReset({ email });
      await visitor.auth.requestPasswordReset({ email: "nobody@acme.test" });
      const { token } = await mock.mailbox.waitFor({ to: email, kind: "password_reset" });
      const reset = await visitor.auth.resetPassword({ token: token, password: newPassword });
      expect(reset.revokedSessions).toBe(2);
      await expectRefusal(visitor.auth.resetPassword({ token: token, password: "another horse battery" }), "token_used");
      await expectRefusal(laptop.users.getMe(), "session_revoked");
      await mock.clock.advance("6m");
      expect(await phone.session.getToken()).toBeNull();
      expect(phone.session.current).toBeNull();
      await expectRefusal(visitor.auth.signIn({ email, password }), "invalid_credentials");
      expect((await visitor.auth.signIn({ email, password: newPassword })).status).toBe("complete");
    } finally {
      await close();
    }
  },
};

export const refreshRace: Journey = {
  title: "two clients that refresh with one token get the same successor, and a replay after the grace ends the family",
  async walk(door) {
    const { mock, connect, close } = await door.open({ clock: "virtual" });
    try {
      const { email, password } = mock.seed.users.ada;
      const signedIn = createPlinto(connect());
      const result = await signedIn.auth.signIn({ email, password });
      if (result.status !== "complete") throw new Error(`unexpected ${result.status}`);
      const refreshToken = result.session.refreshToken!;
      const [left, right] = [createPlinto(connect()), createPlinto(connect())];
      const [first, second] = await Promise.all([left.auth.refresh({ refreshToken }), right.auth.refresh({ refreshToken })]);
      expect(first.refreshToken).toBe(second.refreshToken);
      expect(first.id).toBe(result.session.id);

      await mock.clock.advance("11s");
      await expectRefusal(createPlinto(connect()).auth.refresh({ refreshToken }), "refresh_token_reused");
      await expectRefusal(createPlinto(connect()).auth.refresh({ refreshToken: first.refreshToken! }), "session_revoked");
      expect(mock.events.map((event) => event.type)).toContain("session.replay_detected");
    } finally {
      await close();
    }
  },
};

export const refreshLost: Journey = {
  title: "a client whose refresh was answered into the void again and again is still signed in when the network is back",
  async walk(door) {
    const { mock, connect, close } = await door.open({ clock: "virtual" });
    try {
      const { email, password } = mock.seed.users.ada;
      const plinto = createPlinto({ ...connect(), retry: { retries: 0 } });
      await plinto.auth.signIn({ email, password });
      await mock.clock.advance("6m");
      mock.faults.add({ operation: "refreshSession", drop: "after", times: 3 });
      for (let loss = 0; loss < 3; loss += 1) {
        await expectRefusal(plinto.users.getMe(), "network_error");
        await mock.clock.advance("15s");
      }
      expect((await plinto.users.getMe()).email).toBe(email);
      expect(plinto.session.status).toBe("active");
      const types = mock.events.map((event) => event.type);
      expect([types.includes("session.replay_detected"), types.filter((type) => type === "session.refreshed").length]).toEqual([false, 1]);
    } finally {
      await close();
    }
  },
};

export const twoTabs: Journey = {
  title: "two tabs over one storage refresh once and both go on",
  async walk(door) {
    const { mock, connect, close } = await door.open({ clock: "virtual" });
    try {
      const { email, password } = mock.seed.users.ada;
      const storage = memoryStorage();
      const left = createPlinto({ ...connect(), storage });
      await left.auth.signIn({ email, password });
      const right = createPlinto({ ...connect(), storage });
      await right.session.ready();
      await mock.clock.advance("5m");
      const [one, two] = await Promise.all([left.users.getMe(), right.users.getMe()]);
      expect(one.id).toBe(two.id);
      await mock.clock.advance("1h");
      const [three, four] = await Promise.all([left.session.getToken(), right.session.getToken()]);
      expect(three).not.toBeNull();
      expect(four).not.toBeNull();
      expect(left.session.status).toBe("active");
      expect(right.session.status).toBe("active");
    } finally {
      await close();
    }
  },
};

export const offlineAndBack: Journey = {
  title: "somebody offline is not signed out, and goes on when the network is back",
  async walk(door) {
    const { mock, connect, close } = await door.open({ clock: "virtual" });
    try {
      const { email, password } = mock.seed.users.ada;
      const plinto = createPlinto({ ...connect(), retry: { retries: 0 } });
      await plinto.auth.signIn({ email, password });
      await mock.clock.advance("6m");
      const back = mock.faults.add({ drop: "before" });
      await expectRefusal(plinto.users.getMe(), "network_error");
      expect(plinto.session.current).not.toBeNull();
      expect(plinto.session.status).toBe("offline");
      back();
      expect((await plinto.users.getMe()).email).toBe(email);
      expect(plinto.session.status).toBe("active");
    } finally {
      await close();
    }
  },
};

export const seenFromWhere: Journey = {
  title: "somebody sees from which address each session was begun, and ends the one that is not hers",
  needs: "peer address",
  async walk(door) {
    const { mock, connect, close } = await door.open();
    try {
      const { email, password } = mock.seed.users.ada;
      const own = createPlinto(connect());
      const other = createPlinto(connect());
      await own.auth.signIn({ email, password });
      await other.auth.signIn({ email, password });
      const sessions = await own.sessions.list().toArray({ max: 10 });
      expect(
        sessions.map((session) => session.ipAddress),
        "peer address",
      ).toEqual(["127.0.0.1", "127.0.0.1"]);
      await own.sessions.revoke({ sessionId: sessions.find((session) => !session.current)!.id });
      await expectRefusal(other.users.getMe(), "session_revoked");
      expect((await own.users.getMe()).email).toBe(email);
    } finally {
      await close();
    }
  },
};
