// Everybody with an account, and every guest: find them, say what they may do, keep them out.

import { useState } from "preact/hooks";
import { api, session } from "../../confab.js";
import { t } from "../../i18n.js";
import { tell } from "../../notices.js";
import { Check } from "../check.jsx";
import { Filter, Listed, SearchBox, useFilters, useListing } from "../listing.jsx";
import { OneLink } from "../one-link.jsx";
import { BAN_SPANS, ReasonField, SpanField, Steps, sanctionOf } from "../steps.jsx";
import { Table } from "../table.jsx";
import { agoOf, dateOf, momentOf, stampOf } from "../when.js";
import { Who } from "../who.jsx";
import { AddressBans } from "./address-bans.jsx";

/** @import { Account, User } from "../../wire.js" */
/** @import { Listing } from "../listing.jsx" */
/** @import { Step } from "../steps.jsx" */

export function People() {
  const { values, set, query, any } = useFilters(["q", "role", "state"]);
  const [managed, setManaged] = useState(/** @type {Account | null} */ (null));
  /** @type {Listing<Account>} */
  const listing = useListing(`/api/admin/users${query}`, "users");
  return (
    <>
      <section aria-labelledby="people">
        <h2 id="people">{t("admin.people")}</h2>
        <div class="filters">
          <SearchBox label={t("people.search")} value={values.q} onSearch={(q) => set({ q }, { replace: true })} />
          <Filter
            label={t("people.state")}
            value={values.state}
            options={[
              ["", t("all")],
              ["member", t("people.state.member")],
              ["guest", t("people.state.guest")],
              ["banned", t("people.state.banned")],
            ]}
            onChoose={(state) => set({ state })}
          />
          <Filter
            label={t("column.role")}
            value={values.role}
            options={[
              ["", t("all")],
              ["owner", t("site.role.owner")],
              ["admin", t("site.role.admin")],
              ["member", t("site.role.member")],
              ["guest", t("site.role.guest")],
            ]}
            onChoose={(role) => set({ role })}
          />
        </div>
        <Listed of={listing} count="people.count" empty={t(any ? "people.none_found" : "people.none")}>
          {(rows) => (
            <Table
              label={t("admin.people")}
              rows={rows}
              keyOf={({ user }) => user.id}
              columns={[
                {
                  title: t("column.name"),
                  look: "head",
                  cell: ({ user }) => <Who person={user} sub={user.username ? `@${user.username}` : t("guest")} />,
                },
                { title: t("column.role"), cell: ({ user }) => t(`site.role.${user.role}`) },
                { title: t("column.since"), cell: ({ created_at }) => dateOf(created_at) },
                {
                  title: t("column.seen"),
                  cell: ({ seen_at }) => (seen_at === null ? t("never") : <span title={momentOf(seen_at)}>{agoOf(seen_at)}</span>),
                },
                { title: t("column.standing"), look: "wide", cell: banOf },
                {
                  title: t("column.actions"),
                  look: "end",
                  cell: (account) =>
                    mayManage(account.user) && (
                      <button type="button" aria-label={t("manage.named", { name: account.user.name })} onClick={() => setManaged(account)}>
                        {t("manage")}
                      </button>
                    ),
                },
              ]}
            />
          )}
        </Listed>
      </section>
      <AddressBans />
      {managed && (
        <Managing
          account={managed}
          onClose={() => setManaged(null)}
          onChange={(account) => listing.change((rows) => rows.map((row) => (row.user.id === account.user.id ? account : row)))}
          onHandedOver={() => {
            void session.check();
            listing.reload();
          }}
        />
      )}
    </>
  );
}

/** @param {Account} account */
function banOf({ banned_at, banned_until, ban_reason }) {
  if (!isBanned({ banned_at, banned_until })) return null;
  return (
    <span class="banned">
      <span class="tag danger-tag">{banned_until === undefined ? t("people.banned") : t("people.banned_until", { until: stampOf(banned_until) })}</span>
      {ban_reason && <span dir="auto">{ban_reason}</span>}
    </span>
  );
}

/** @param {Pick<Account, "banned_at" | "banned_until">} account */
const isBanned = ({ banned_at, banned_until }) => banned_at !== undefined && (banned_until === undefined || banned_until > Date.now());

/** Admins look after everybody but each other and the owner; nobody after themselves. @param {User} user */
function mayManage(user) {
  const me = session.user.value;
  if (!me || me.id === user.id) return false;
  return me.role === "owner" || (user.role !== "admin" && user.role !== "owner");
}

/** @param {{account: Account, onClose: () => void, onChange: (account: Account) => void, onHandedOver: () => void}} props */
function Managing({ account, onClose, onChange, onHandedOver }) {
  const [link, setLink] = useState(/** @type {{url: string, expires_at: number} | null} */ (null));
  const { user } = account;
  const { name } = user;
  const path = `/api/admin/users/${user.id}`;
  const isOwner = session.user.value?.role === "owner";
  const hasAccount = user.role !== "guest";

  /** @param {"admin" | "member" | "owner"} role */
  async function become(role) {
    const answer = await api.patch(path, { role });
    onChange({ ...account, user: answer.user });
    tell(`people.${role}.done`, { name });
    if (role === "owner") onHandedOver();
  }

  /** @type {Step[]} */
  const steps = [];
  if (isOwner && hasAccount) {
    const role = user.role === "admin" ? "member" : "admin";
    steps.push({
      key: role,
      icon: role === "admin" ? "shield" : "user",
      words: t(`people.${role}`),
      title: t(`people.${role}.title`, { name }),
      text: t(`people.${role}.text`, { name }),
      run: () => become(role),
    });
  }
  if (hasAccount) {
    steps.push({
      key: "reset",
      icon: "key-round",
      words: t("people.reset"),
      title: t("people.reset.title", { name }),
      text: t("people.reset.text", { name }),
      stays: true,
      result: link && <OneLink url={link.url} label={t("column.link")} hint={t("people.reset.hint", { name, until: stampOf(link.expires_at) })} onClose={onClose} />,
      run: async () => setLink(await api.post(`${path}/reset`)),
    });
  }
  if (isBanned(account)) {
    steps.push({
      key: "unban",
      icon: "circle-check",
      words: t("people.unban"),
      title: t("people.unban.title", { name }),
      text: t("people.unban.text", { name }),
      run: async () => {
        await api.delete(`${path}/ban`);
        onChange({ ...account, banned_at: undefined, banned_until: undefined, ban_reason: undefined });
        tell("people.unban.done", { name });
      },
    });
  } else {
    steps.push({
      key: "ban",
      icon: "ban",
      grave: true,
      words: t("people.ban"),
      title: t("people.ban.title", { name }),
      text: t("people.ban.text", { name }),
      fields: (
        <>
          <SpanField spans={BAN_SPANS} />
          <ReasonField told />
          {!hasAccount && <Check name="address" words={t("people.ban.address")} hint={t("people.ban.address.hint")} />}
        </>
      ),
      run: async (values) => {
        const sanction = sanctionOf(values);
        await api.put(`${path}/ban`, { ...sanction, ...(values.address === "on" && { address: true }) });
        onChange({ ...account, banned_at: Date.now(), banned_until: sanction.until, ban_reason: sanction.reason });
        tell("people.ban.done", { name });
      },
    });
  }
  if (isOwner && hasAccount) {
    steps.push({
      key: "owner",
      icon: "crown",
      grave: true,
      words: t("people.owner"),
      title: t("people.owner.title", { name }),
      text: t("people.owner.text", { name }),
      typed: user.username ?? name,
      run: () => become("owner"),
    });
  }
  return (
    <Steps
      title={name}
      face={<p class="hint">{user.username ? `@${user.username} · ${t(`site.role.${user.role}`)}` : t("guest")}</p>}
      steps={steps}
      onClose={onClose}
    />
  );
}
