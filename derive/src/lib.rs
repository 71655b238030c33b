//! `#[derive(FromJson)]`: how a type is taken out of a JSON value, by the attributes `serde` writes it by.
//!
//! Known are `rename_all = "snake_case"`, `rename`, `default`, `flatten`, `skip` and `transparent`; what only says how a type is
//! written is passed over. Variants are written as `serde` writes them by itself: by name, what is in them under it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Error, Expr, ExprLit, Field, Fields, Lit, Result};

/// Implements `FromJson`.
#[proc_macro_derive(FromJson, attributes(serde))]
pub fn from_json(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    implementation(&input)
        .unwrap_or_else(|refused| refused.to_compile_error())
        .into()
}

fn implementation(input: &DeriveInput) -> Result<TokenStream> {
    let name = &input.ident;
    let said = Said::of(&input.attrs)?;
    let body = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let fields = taken(fields.named.iter(), said.default)?;
                quote! { Ok(Self { #fields }) }
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => quote! {
                crate::json::FromJson::from_json(value).map(Self)
            },
            _ => return Err(Error::new_spanned(name, "has no fields to be read")),
        },
        Data::Enum(data) => {
            let mut arms = TokenStream::new();
            for variant in &data.variants {
                let ident = &variant.ident;
                let written = match Said::of(&variant.attrs)?.rename {
                    Some(renamed) => renamed,
                    None if said.snake_case => snake_case(&ident.to_string()),
                    None => ident.to_string(),
                };
                arms.extend(match &variant.fields {
                    Fields::Unit => quote! { #written => Ok(Self::#ident), },
                    Fields::Unnamed(fields) if fields.unnamed.len() == 1 => quote! {
                        #written => crate::json::FromJson::from_json(value).map(Self::#ident),
                    },
                    Fields::Named(fields) => {
                        let taken = taken(fields.named.iter(), false)?;
                        quote! { #written => Ok(Self::#ident { #taken }), }
                    }
                    Fields::Unnamed(_) => {
                        return Err(Error::new_spanned(variant, "holds more than one value"));
                    }
                });
            }
            quote! {
                #[allow(unused_variables, reason = "some have nothing in them")]
                let (name, value) = crate::json::variant(value)?;
                match name.as_str() {
                    #arms
                    _ => Err(crate::json::Misfit::default()),
                }
            }
        }
        Data::Union(_) => return Err(Error::new_spanned(name, "is a union")),
    };
    Ok(quote! {
        #[automatically_derived]
        impl crate::json::FromJson for #name {
            fn from_json(value: &mut crate::json::Value) -> ::core::result::Result<Self, crate::json::Misfit> {
                #body
            }
        }
    })
}

/// The fields of a struct, each taken out of `value` by its name.
fn taken<'a>(fields: impl Iterator<Item = &'a Field>, all_default: bool) -> Result<TokenStream> {
    let mut taken = TokenStream::new();
    for field in fields {
        let said = Said::of(&field.attrs)?;
        let ident = &field.ident;
        let written = match (said.rename, ident) {
            (Some(renamed), _) => renamed,
            (None, Some(ident)) => ident.to_string(),
            (None, None) => return Err(Error::new_spanned(field, "has no name")),
        };
        taken.extend(if said.skip {
            quote! { #ident: ::core::default::Default::default(), }
        } else if said.flatten {
            quote! { #ident: crate::json::FromJson::from_json(value)?, }
        } else if said.default || all_default {
            quote! { #ident: crate::json::field_or_default(value, #written)?, }
        } else {
            quote! { #ident: crate::json::field(value, #written)?, }
        });
    }
    Ok(taken)
}

/// What the `serde` attributes of a thing say.
#[derive(Default)]
struct Said {
    rename: Option<String>,
    snake_case: bool,
    default: bool,
    flatten: bool,
    skip: bool,
}

impl Said {
    fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut said = Self::default();
        for attribute in attributes.iter().filter(|it| it.path().is_ident("serde")) {
            attribute.parse_nested_meta(|meta| {
                let value = match meta.value() {
                    Ok(value) => text(&value.parse()?),
                    Err(_) => None,
                };
                match (meta.path.require_ident()?.to_string().as_str(), value) {
                    ("rename", Some(name)) => said.rename = Some(name),
                    ("rename_all", Some(case)) if case == "snake_case" => said.snake_case = true,
                    ("default", None) => said.default = true,
                    ("flatten", None) => said.flatten = true,
                    ("skip", None) => said.skip = true,
                    ("transparent", None) | ("skip_serializing_if", Some(_)) => {}
                    _ => return Err(meta.error("FromJson does not know this")),
                }
                Ok(())
            })?;
        }
        Ok(said)
    }
}

fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}

fn snake_case(name: &str) -> String {
    let mut written = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !written.is_empty() {
            written.push('_');
        }
        written.push(letter.to_ascii_lowercase());
    }
    written
}
